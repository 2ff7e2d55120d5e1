#include "daemon/web_console.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>
#include <utility>

#include "daemon/web_assets.h"

namespace sekisho::daemon {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kFresh{1};
constexpr std::chrono::seconds kPatience{10};  // then it is asked for again
constexpr std::size_t kMaxAnswers = 64;
constexpr std::string_view kApi = "/api/";
constexpr std::array<std::string_view, 3> kNumbers = {"limit", "port", "unused_days"};

constexpr std::pair<const char*, const char*> kSafety[] = {
    {"Content-Security-Policy",
     "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
     "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
     "require-trusted-types-for 'script'; trusted-types 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
};

HttpResponse with_safety(HttpResponse response, const char* cache) {
  response.headers.insert(response.headers.end(), std::begin(kSafety), std::end(kSafety));
  response.headers.emplace_back("Cache-Control", cache);
  return response;
}

HttpResponse json_response(unsigned status, const RpcJson& json) {
  // What is no UTF-8 is replaced: labels and packets are others' texts.
  return with_safety({.status = status,
                      .content_type = "application/json",
                      .body = json.dump(-1, ' ', false, RpcJson::error_handler_t::replace)},
                     "no-store");
}

HttpResponse not_found() {
  return with_safety({.status = 404, .body = "Not Found\n"}, "no-store");
}

unsigned status_of(const RpcError& error) {
  return error.code == kRpcInvalidParams ? 400 : 503;
}

RpcJson to_params(const std::string& query) {
  RpcJson params = RpcJson::object();
  for (auto& [name, value] : query_values(query)) {
    if (value.empty()) continue;
    std::uint64_t number = 0;
    const char* end = value.data() + value.size();
    const bool is_number = std::find(kNumbers.begin(), kNumbers.end(), name) != kNumbers.end() &&
                           std::from_chars(value.data(), end, number).ptr == end;
    params[name] = is_number ? RpcJson(number) : RpcJson(std::move(value));
  }
  return params;
}

HttpResponse asset_response(const WebAsset& asset, const std::string& known) {
  const std::string tag = "\"" + std::string(asset.digest.substr(0, 32)) + "\"";
  HttpResponse response = with_safety({.content_type = asset.content_type()}, "no-cache");
  response.headers.emplace_back("ETag", tag);
  if (known.find(tag) != std::string::npos) {
    response.status = 304;
  } else {
    response.body = asset.bytes;
  }
  return response;
}

}  // namespace

WebConsole::WebConsole(boost::asio::io_context& context, ConsoleSource source,
                       std::shared_ptr<spdlog::logger> log)
    : context_(context),
      source_(std::move(source)),
      log_(std::move(log)),
      feed_(std::make_shared<EventFeed>(context)),
      answers_(std::make_shared<std::map<std::string, Answer>>()) {}

void WebConsole::configure(const std::optional<ListenAddress>& where, const std::string& events) {
  feed_->set_log(events);
  if (std::exchange(where_, where) == where) return;
  server_.reset();  // first: both may want the same port
  if (!where) return;
  boost::system::error_code code;
  HttpOptions options{
      .name = "console",
      .endpoint = {boost::asio::ip::make_address(where->address, code), where->port}};
  server_ = std::make_unique<HttpServer>(
      context_, std::move(options),
      [this](const HttpRequest& request, const HttpReply& reply) { answer(request, reply); }, log_);
}

void WebConsole::answer(const HttpRequest& request, const HttpReply& reply) {
  if (request.path.starts_with(kApi)) return answer_api(request, reply);
  const std::string name = request.path == "/" ? "index.html" : request.path.substr(1);
  const WebAsset* asset = find_web_asset(name);
  reply(asset ? asset_response(*asset, request.if_none_match) : not_found());
}

void WebConsole::answer_api(const HttpRequest& request, const HttpReply& reply) {
  // A page from elsewhere could not read the answer, but it could take the places.
  if (!request.fetch_site.empty() && request.fetch_site != "same-origin" &&
      request.fetch_site != "none")
    return reply(with_safety({.status = 403, .body = "Forbidden\n"}, "no-store"));
  const std::string method = request.path.substr(kApi.size());
  if (method == "events") {
    auto stream = reply.open_stream(with_safety({.content_type = "text/event-stream"}, "no-store"));
    if (stream) feed_->add(std::move(stream));
    return;
  }
  const auto found = source_.find(method);
  if (found == source_.end()) return reply(not_found());
  const std::string key = method + "?" + request.query;
  forget_old();
  const auto [place, is_new] = answers_->try_emplace(key);
  if (place->second.is_there) return reply(place->second.response);
  if (!is_new || answers_->size() <= kMaxAnswers) place->second.waiting.push_back(reply);
  if (!is_new) return;
  if (answers_->size() > kMaxAnswers) {
    answers_->erase(place);
    return reply(json_response(503, {{"error", "too many questions at once"}}));
  }
  place->second.at = Clock::now();
  found->second(to_params(request.query),
                [this, key, alive = std::weak_ptr(answers_)](const auto& result) {
                  if (!alive.expired()) settle(key, result);
                });
}

void WebConsole::settle(const std::string& key, const tl::expected<RpcJson, RpcError>& result) {
  const auto place = answers_->find(key);
  if (place == answers_->end()) return;
  Answer& answer = place->second;
  answer.response =
      result ? json_response(200, *result)
             : json_response(status_of(result.error()), {{"error", result.error().message}});
  answer.at = Clock::now();
  answer.is_there = true;
  for (const HttpReply& reply : std::exchange(answer.waiting, {})) reply(answer.response);
}

void WebConsole::forget_old() {
  const auto now = Clock::now();
  std::erase_if(*answers_, [now](const auto& each) {
    return now - each.second.at >= (each.second.is_there ? kFresh : kPatience);
  });
}

}  // namespace sekisho::daemon
