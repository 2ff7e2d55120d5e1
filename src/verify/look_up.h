// The judge's own questions to the image, over an image in this process's memory.
#pragma once

#include "sekisho/image/image.h"

#define SK_AT(type, image, offset) (reinterpret_cast<const type*>((image) + (offset)))
#include "sekisho/abi/lookup.h"
