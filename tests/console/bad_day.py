"""Answers of a gateway on a bad day: everything that the console can show, shown."""
from fake_daemon import HOSTILE

BY = {"uid": 0, "user": "root", "pid": 4711, "command": "sekisho isolate zone in"}
NAMES = {"mn": "マイナンバー利用事務系", "juki": "住基CS", "lg": "LGWAN 接続系", "up": "LGWAN 上流",
         "san": "無害化", "in": "インターネット接続系", "dmz": "公開サーバ", "pref": "県セキュリティクラウド", "kanri": "管理"}
KINDS = {"mn": "mynumber", "juki": "mynumber", "lg": "lgwan", "up": "lgwan-uplink", "san": "sanitiser",
         "in": "internet", "dmz": "dmz", "pref": "partner", "kanri": "management"}


def pair(source, target, flows=0, denied=0, rules=0, rate=0):
    return {"from": source, "to": target, "flows": flows, "bytes_per_s": rate, "denied": denied, "rules": rules}


def zones():
    made = [{"id": key, "label": name, "kind": KINDS[key], "interfaces": [f"eth{i}", f"eth{i}.10"],
             "subnets": [f"10.{i}.0.0/16"], "devices": 40 * i + 3, "isolated": key == "in"}
            for i, (key, name) in enumerate(NAMES.items(), 1)]
    pairs = [pair("mn", "lg", 34, 0, 3, 120_000), pair("lg", "mn", 0, 12, 0), pair("mn", "juki", 8, 0, 1, 900),
             pair("lg", "up", 210, 2, 9, 3_400_000), pair("lg", "san", 41, 0, 4, 800_000), pair("san", "in", 39, 0, 2, 790_000),
             pair("in", "lg", 0, 1204, 0), pair("in", "mn", 0, 7, 0), pair("in", "pref", 1830, 3, 6, 42_000_000),
             pair("pref", "dmz", 77, 0, 2, 65_000), pair("kanri", "lg", 2, 0, 5, 400), pair("kanri", "in", 0, 0, 2),
             pair("lg", "lg", 12, 0, 1, 100), pair(None, "in", 0, 55, 0), pair("lg", "dmz", 0, 0, 1)]
    return {"zones": made, "pairs": pairs}


def many_zones(count):
    kinds = ["mynumber", "lgwan", "internet", "lgwan", "internet"]
    made = [{"id": f"z{i}", "label": f"課室ネットワーク {i}", "kind": kinds[i % 5], "interfaces": [f"eth{i}"],
             "subnets": [f"10.{i}.0.0/16"], "devices": i, "isolated": i == 7} for i in range(count)]
    pairs = [pair(f"z{i}", f"z{(i * 7 + 3) % count}", i % 4 * 13, 5 if i % 6 == 0 else 0, 1) for i in range(count)]
    return {"zones": made, "pairs": pairs}


def status(**changes):
    return {"version": "0.1.0", "enforcing": True, "uptime_s": 273_845, "generation": 17,
            "policy": "sha256:6b1f0a55c2dd9f3b7a6f4f0e8a1c", "name": "見本市 境界ゲートウェイ " + HOSTILE, "mode": "monitor",
            "mode_override": {"mode": "monitor", "until": "2026-11-21T18:00:00+09:00", "reason": "回線の切替試験", "by": BY,
                              "since": "2026-11-21T12:00:00+09:00"},
            "last_reload": {"ok": False, "at": "2026-11-21T11:58:02.103+09:00", "generation": 17,
                            "message": "policy /etc/sekisho/policy.json: 1 error; first: SK2003"},
            "forwarding": "kernel", "interfaces": [{"name": "eth1", "attach": "native"}, {"name": "eth2", "attach": "generic"}],
            "flows": 2253, "max_flows": 262_144, "valid_until": "2026-12-01T00:00:00+09:00",
            "policy_time": "2026-11-21T12:34:56+09:00", "clock": {"behind_s": 130},
            "isolated": [{"kind": "zone", "id": "in", "since": "2026-11-21T12:30:00+09:00", "reason": "不審な通信 " + HOSTILE, "by": BY}],
            "relaxed": [{"id": "hosyu", "since": "2026-11-21T10:00:00+09:00", "until": "2026-11-21T17:00:00+09:00",
                         "reason": "保守", "approved_by": ["情報政策課長", "総務課長"], "by": BY}],
            "confirm": {"until": "2026-11-21T12:40:00+09:00", "generation": 17},
            "shadow": {"policy": "next.json", "since": "2026-11-21T09:00:00+09:00", "differences": 4},
            "health": [{"id": key, "ok": key not in ("receiver", "clock"), "message": "logs.example.lg.jp:6514 refuses" if key == "receiver" else ""}
                       for key in ("log", "receiver", "evidence", "flows", "records", "interface", "clock", "rules")], **changes}


def quiet_status():
    return status(mode="enforce", mode_override=None, last_reload=None, clock={"behind_s": 0}, isolated=[], relaxed=[],
                  confirm=None, shadow=None, name="見本市 境界ゲートウェイ",
                  health=[{**each, "ok": True, "message": ""} for each in status()["health"]])


def flow(i):
    return {"src_ip": f"10.3.{i}.20", "src_port": 50000 + i, "dest_ip": "10.4.0.10", "dest_port": 443, "proto": "TCP",
            "state": ["established", "opening", "closing"][i % 3], "rule": f"portal-{i % 4}", "src_zone": "lg", "dest_zone": "up",
            "src_device": f"lg-pc-{i:03}" if i % 2 else None, "dest_device": "asp", "in_iface": "eth3",
            "bytes_toserver": 1234 * i, "bytes_toclient": 98765 * i, "idle_s": i}


def rule(i):
    return {"id": f"rule-{i:02}", "kind": ["allow", "exception", "relaxation", "block"][i % 4], "label": f"規則 {i} {HOSTILE if i == 3 else ''}",
            "in_force": i % 5 != 0, "packets": (i * 7919) % 1000, "bytes": i * 1_000_000, "unused_days": i * 9,
            "last_hit": "2026-11-21T12:00:00+09:00" if i % 3 else None, "expires": "2027-03-31" if i % 4 == 1 else None}


def exception(i, days):
    return {"id": f"reigai-{i}", "label": ["ウイルス定義の取得", "旧システムとの並行運用", HOSTILE][i % 3], "ticket": f"R8-{i:03}",
            "reason": "更新配信サーバの移設が済むまで、定義ファイルを直接取得する", "approved_by": ["最高情報セキュリティ責任者"],
            "approved_on": "2026-04-01", "expires": "2026-11-22", "days_left": days, "in_force": days >= 0, "owner": "総務課"}


def event(seq, **changes):
    return {"timestamp": f"2026-11-21T12:{seq // 60 % 60:02}:{seq % 60:02}.000000+0900", "event_type": "deny", "seq": seq,
            "severity": ["low", "medium", "high", "critical"][seq % 4], "reason": "default-deny", "rule": None, "count": seq,
            "src_zone": "in", "dest_zone": "lg", "src_ip": "10.6.0.20", "src_port": 40000, "dest_ip": "10.3.0.5", "dest_port": 445,
            "proto": "TCP", "device": HOSTILE, "hash": "0" * 64, **changes}


def answers():
    top = {"seconds": 10, "packets_per_s": 48_211, "bytes_per_s": 46_800_000, "denied_per_s": 12, "new_flows_per_s": 31,
           "flows": 2253, "max_flows": 262_144, "pairs": [],
           "talkers": [{"address": f"10.6.0.{i}", "device": f"in-pc-{i}", "zone": "in", "bytes_per_s": 9_000_000 // (i + 1), "flows": 40 - i}
                       for i in range(5)],
           "denied": [{"src_ip": "10.6.0.20", "src_device": None, "dest_ip": f"10.3.0.{i}", "dest_port": 445, "proto": "TCP",
                       "src_zone": "in", "dest_zone": "lg", "reason": "default-deny", "count": 400 - i} for i in range(6)]}
    return {"status": status(), "zones": zones(), "top": top,
            "flows": {"total": 2253, "matched": 60, "flows": [flow(i) for i in range(60)]},
            "rules": {"since": "2026-04-01T00:00:00+09:00", "rules": [rule(i) for i in range(40)]},
            "exceptions": {"exceptions": [exception(i, days) for i, days in enumerate((-3, 0, 5, 21, 130))],
                           "relaxations": [{"id": "hosyu", "label": "保守ベンダーの接続", "rules": 3, "on": True,
                                            "until": "2026-11-21T17:00:00+09:00", "reason": "保守", "approved_by": ["情報政策課長", "総務課長"]},
                                           {"id": "saigai", "label": "災害時の外部接続", "rules": 2, "on": False, "until": None}]}}
