/**
 * The mutants that no test can kill, or is meant to, each with the reason.
 *
 * @module
 */

import { bodyEquivalents } from "./body_equivalents.ts";

/** The reason by the name of the mutant. */
export const equivalents: Readonly<Record<string, string>> = {
  ...bodyEquivalents,
  "src/core/origin.ts: /^([^:@]*:[/\\\\]+)?[^]*@/ → /([^:@]*:[/\\\\]+)?[^]*@/":
    "the first part may be empty, so the first match begins at the start either way",
  "src/core/response/incoming.ts: { this.#watch?.stop(); } → {}":
    "the end and the failure of a body stop it as well",
  "src/core/stages/transport.ts: { return isReadAtOnce(answer, hop) && hop.isLookedAt !== true; } → {}":
    "a shortcut: the body is read a little later",
  "src/core/stages/transport.ts: isReadAtOnce(answer, hop) && hop.isLookedAt !== true → false":
    "a shortcut: the body is read a little later",
  "src/core/stages/transport.ts: countReceived || (source.size ?? 0) > settings.maxResponseBytes → true":
    "a shortcut: the body is read a little later",
  "src/core/stages/transport.ts: /^Cannot send (.+?) again: / → /Cannot send (.+?) again: /":
    "every such message begins with it",
  "src/core/stages/transport.ts: !source.takeReady || isRedirectStatus(status) || !isEager(settings) → true":
    "a shortcut: the body is read a little later",
  "src/core/stages/transport.ts: (source.size ?? 0) > settings.maxResponseBytes → (source.size ?? 0) >= settings.maxResponseBytes":
    "a shortcut: the body is read a little later",
  "src/core/stages/transport.ts: DROPPED.bytes + 1 → DROPPED.bytes - 1":
    "one byte more or less is waited for",
  "src/core/stages/transport.ts: hop.permit?.[Symbol.dispose] → hop.permit[Symbol.dispose]":
    "the limits stand right before it, and give each hop a permit",
  "src/core/stages/transport.ts: !isReadNow(raw, hop) → true":
    "a shortcut: the body is read a little later",
  "src/core/limits/request_queue.ts: this.#hosts.size >= this.#mostHosts → this.#hosts.size > this.#mostHosts":
    "one host more or less is remembered",
  "src/core/limits/request_queue.ts: this.#maxPerHost === Infinity && this.#all.tryAcquire() → false":
    "a shortcut: the same permit is had by acquire()",
  "src/core/limits/request_queue.ts: { return this.#maxPerHost === Infinity && this.#all.tryAcqui … his.#only) : undefined; } → {}":
    "a shortcut: the same permit is had by acquire()",
  "src/core/time/cancellation.ts: this.#source?.removeEventListener → this.#source.removeEventListener":
    "there is a signal where there is its listener",
  "src/core/time/deadlines.ts: (before > 0) !== (this.#holding > 0) → true":
    "a shortcut: a timer may be told the same again",
  "src/core/time/deadlines.ts: false → true in #isDelayed = false;":
    "it is said whenever a timer is set",
  'src/core/time/timers.ts: typeof value === "object" → true':
    "there is a millisecond left, at the least, when it begins to wait",
  "src/core/time/timers.ts: this.#isWaiting → false":
    "a second wait that ends finds nothing to fire",
  "src/core/time/timers.ts: true → false in this.#isWaiting = true;":
    "a second wait that ends finds nothing to fire",
  "src/core/time/deadlines.ts: false → true in holding = false;":
    "it is said for each a line later",
  "src/core/time/deadlines.ts: ms < this.#shortest → ms <= this.#shortest":
    "the same is put in its place",
  "src/core/stages/limits.ts: { permit[Symbol.dispose](); throw error; } → {}":
    "what comes next looks again, and gives the permit back",
  "src/core/stages/hooks.ts: hooks.request.length + hooks.response.length > 0 → true":
    "a shortcut: no hooks are called",
  "src/core/stages/hooks.ts: hooks.request.length + hooks.response.length > 0 → hooks.request.length + hooks.response.length >= 0":
    "a shortcut: no hooks are called",
  "src/core/stages/cookies.ts: !cookies && !jar → false": "a shortcut: no cookies are found",
  "src/core/stages/limits.ts: { hop.call.cancellation.throwIfCancelled(); } → {}":
    "what comes next looks again, and gives the permit back",
  'src/core/cookies/matching.ts: typeof url === "string" → true':
    "a shortcut: a URL is taken as its text",
  "src/core/cookies/matching.ts: last < 0x30 || last > 0x39 → false":
    "a shortcut: the parts are looked at as well",
  "src/core/secrets/urls.ts: shown === value → false": "a shortcut: the same text is put together",
  "src/core/secrets/urls.ts: /[%@=]/ → /[^%@=]/ in if (depth === 0 || !/[%@=]/.test(value)) return value;":
    "a shortcut: there is nothing to redact",
  "src/core/secrets/urls.ts: depth - 1 → depth + 1 in if (!isEncoded) return redactPairs(redactNested(value), depth - 1);":
    "only bounds the work on what is encoded many times; more would be hidden",
  "src/core/secrets/urls.ts: depth - 1 → depth + 1 in const shown = decoded === value ? redactNested(value) : redactValue(decoded, depth - 1);":
    "only bounds the work on what is encoded many times; more would be hidden",
  "src/core/secrets/urls.ts: !search && !hash && !username && !password → false":
    "a shortcut: the same text is put together",
  'src/core/secrets/names.ts: /_+$/ → /_$/ in return SECRET_ENDING.test(words.toLowerCase().replace(/_+$/, ""));':
    "there are no two underscores in a row any more",
  "src/core/secrets/sensitive.ts: names.length > 0 → true":
    "no names are what an absent list means",
  "src/core/secrets/sensitive.ts: names.length > 0 → names.length >= 0":
    "no names are what an absent list means",
  'src/core/request/headers.ts: name !== "__proto__" && VALUE.test(value) → false':
    "a shortcut: a good field comes out as it is",
  "src/core/request/headers.ts: headers instanceof Headers → false":
    "Headers are pairs as well, only slower",
  "src/core/request/url.ts: /^[\\0-\\x20]|[\\t\\n\\r]|[\\0-\\x20]$/ → /^[\\0-\\x20]|[\\t\\n\\r]|[\\0-\\x20]/":
    "a shortcut: there is nothing to clean",
  "src/core/request/url.ts: /^[\\0-\\x20]|[\\t\\n\\r]|[\\0-\\x20]$/ → /[\\0-\\x20]|[\\t\\n\\r]|[\\0-\\x20]$/":
    "a shortcut: there is nothing to clean",
  "src/core/request/url.ts: /^[\\0-\\x20]|[\\t\\n\\r]|[\\0-\\x20]$/ → /^[\\0-\\x20]|[^\\t\\n\\r]|[\\0-\\x20]$/":
    "a shortcut: there is nothing to clean",
  "src/core/request/url.ts: !UNCLEAN.test(input) → false": "a shortcut: there is nothing to clean",
  'src/core/request/url.ts: userinfo → true in if (userinfo) url.username = url.password = "";':
    "none is taken out where there is none",
  "src/core/request/url.ts: value !== null → true": "null is left out before",
  "src/core/request/url.ts: item !== null → true": "encode() leaves null out as well",
  'src/core/request/url.ts: "" → "Stryker was here!" in return query.replace(/[\\t\\n\\r]/g, (character) => DROPPED[character] ?? "").split("&")':
    "each of these characters has its text",
  'src/core/request/url.ts: "" → "Stryker was here!" in value === null ? { key } : { key, text: encoded.next().value ?? "" }':
    "each pair has its text",
  'src/core/request/url.ts: [] → ["Stryker was here"] in const removed = pairs.flatMap(([key, value]) => value === null ? [{ key }] : []);':
    "a text in the place of a part has neither a key nor a text",
  'src/core/request/url.ts: [] → ["Stryker was here"] in if (query === "") return [];':
    "a text in the place of a part has neither a key nor a text",
  "src/core/time/cancellation.ts: !this.#first → false":
    "a shortcut: a set holds one listener as well",
  "src/core/time/deadlines.ts: this.#now() - this.#firesAt > LATE → this.#now() - this.#firesAt >= LATE":
    "a millisecond more or less",
  "src/core/time/cancellation.ts: this.#onAbort → true":
    "nothing is taken back where nothing listens",
  "src/core/response/incoming.ts: this.#watch?.stop → this.#watch.stop":
    "a watch was set a line before",
  "src/core/response/incoming.ts: -1 → +1 in let last = this.#peeked.at(-1);":
    "what has ended gives its end again",
  "src/core/response/incoming.ts: { if (this.#isHeld) lost?.unregister(this); this.#isHeld = false; } → {}":
    "what becomes garbage is seen by programs of their own (tests/lost_bodies_test.ts)",
  "src/core/response/incoming.ts: { if (this.#ended) return; this.#isHeld = true; lost?.register(holder, this, this); } → {}":
    "what becomes garbage is seen by programs of their own (tests/lost_bodies_test.ts)",
  "src/core/response/incoming.ts: false → true in #isHeld = false;":
    "to forget a holder where there is none does nothing",
  "src/core/response/incoming.ts: false → true in this.#isHeld = false;":
    "to forget a holder where there is none does nothing",
  "src/core/response/incoming.ts: lost?.unregister → lost.unregister":
    "there is a registry wherever tests run",
  "src/core/response/incoming.ts: lost?.register → lost.register":
    "there is a registry wherever tests run",
  "src/core/response/incoming.ts: size !== undefined → true":
    "what is unknown is larger than no limit",
  "src/core/fetch/fetch.ts: this.#watch?.touch → this.#watch.touch":
    "the watch is set before the body is opened",
  "src/core/response/incoming.ts: this.#isHeld → true":
    "to forget a holder where there is none does nothing",
  "src/core/response/incoming.ts: { return undefined; } → {}": "nothing is what comes of it anyway",
  "src/core/response/incoming.ts: this.#ended → true in if (this.#ended) return;":
    "what becomes garbage is seen by programs of their own (tests/lost_bodies_test.ts)",
  "src/core/response/incoming.ts: (incoming) => incoming.close() → () => undefined":
    "what becomes garbage is seen by programs of their own (tests/lost_bodies_test.ts)",
  "src/core/fetch/fetch.ts: () => this.#stop() → () => undefined":
    "who reads stops the clock as well, and to end what has failed does nothing",
  "src/core/fetch/fetch.ts: response.body?.cancel → response.body.cancel":
    "the failure that is known comes out either way",
  "src/core/response/incoming.ts: this.#ended → false in if (this.#ended) return;":
    "what has ended is closed for nothing when its holder becomes garbage",
  'src/core/redirect.ts: "" → "Stryker was here!" in const location = decodeLocation(singleValue(response.headers, "location") ?? "");':
    "a redirect has a Location",
  "src/core/time/timers.ts: performance.now() > YOUNG → performance.now() >= YOUNG":
    "a moment more or less",
  'src/core/stages/cookies.ts: "" → "Stryker was here!" in const [name = ""] = pair.split("=", 1);':
    "what is split has a first part",
  "src/core/stages/cookies.ts: jar?.size → jar.size in if (!cookies && jar?.size === 0) return next(request, hop);":
    "without cookies of the call there is a jar, or nobody gets here",
  "src/core/stages/cookies.ts: hooks.response.length > 0 → hooks.response.length >= 0":
    "a shortcut: what a transport gave is taken out once more",
  "src/core/stages/cookies.ts: hasStages || hooks.response.length > 0 → true":
    "a shortcut: what a transport gave is taken out once more",
  "src/core/stages/hooks.ts: hooks.request.length > 0 → true":
    "a shortcut: the request is put together as it was",
  "src/core/stages/user_stages.ts: hop.stream → true in if (hop.stream) streams.set(hop, [...streams.get(hop) ?? [], response]);":
    "a body that was read is closed for nothing",
  'src/core/fetch/fetch.ts: "" → "Stryker was here!" in const coding = raw.fields.get("content-encoding") ?? "";':
    "it is called only where there is one",
  "src/core/stages/hooks.ts: hooks.request.length > 0 → hooks.request.length >= 0":
    "a shortcut: the request is put together as it was",
  "src/core/stages/cookies.ts: !cookies && jar?.size === 0 → false":
    "a shortcut: no cookies are found",
  "src/core/cookies/jar.ts: true → false in isPublicSuffix: true,": "that it is there is all",
  "src/core/cookies/jar.ts: true → false in limits: true,": "that it is there is all",
  'src/core/cookies/jar.ts: "" → "Stryker was here!" in #lastUrl = "";': "no URL is called so",
  'src/core/cookies/jar.ts: typeof url !== "string" → true':
    "a shortcut: what a URL says is read once more",
  "src/core/cookies/cookie.ts: at < end → true in while (at < end && isBlank(text.charCodeAt(at))) at++;":
    "what begins behind its end is empty as well",
  "src/core/cookies/cookie.ts: at > start → at >= start in while (at > start && isBlank(text.charCodeAt(at - 1))) at--;":
    "before the start stands a separator, which is no blank",
  "src/core/cookies/cookie.ts: first < end → first <= end in const equals = first < end ? first : -1;":
    "where one character ends the pair, it is no other",
  "src/core/cookies/cookie.ts: end < header.length → true": "a shortcut: there are no attributes",
  "src/core/cookies/cookie.ts: end < header.length → end <= header.length":
    "a shortcut: there are no attributes",
  "src/core/cookies/cookie.ts: equals < start → equals <= start":
    "a shortcut: what is looked for again is found again",
  "src/core/cookies/cookie.ts: equals < start → true":
    "a shortcut: what is looked for again is found again",
  "src/core/cookies/cookie.ts: equals !== -1 → true":
    "a shortcut: what is not there is not found again",
  "src/core/cookies/cookie.ts: equals !== -1 && equals < start → equals !== -1 || equals < start":
    "a shortcut: what is looked for again is found again",
  'src/core/cookies/cookie.ts: -1 → +1 in if (equals !== -1 && equals < start) equals = header.indexOf("=", start);':
    "a shortcut: what is not there is not found again",
  "src/core/cookies/date.ts: DAY.exec(token)?.[0] → DAY.exec(token)[0]":
    "it was tested right before",
  "src/core/cookies/date.ts: hours > 23 → false in if (hours > 23 || minutes > 59 || seconds > 59) return undefined;":
    "so many hours are another day, which is looked at as well",
  "src/core/cookies/matching.ts: last < 0x30 → false in if (last < 0x30 || last > 0x39) return false;":
    "a shortcut: the parts are looked at as well",
  "src/core/cookies/matching.ts: last > 0x39 → false in if (last < 0x30 || last > 0x39) return false;":
    "a shortcut: the parts are looked at as well",
  "src/core/cookies/matching.ts: last < 0x30 || last > 0x39 → last < 0x30 && last > 0x39":
    "a shortcut: the parts are looked at as well",
  "src/core/cookies/matching.ts: length === 1 && path.charCodeAt(0) === SLASH → false":
    "a shortcut: it is compared as any other",
  "src/core/cookies/matching.ts: { return undefined; } → {}": "nothing is what comes of it anyway",
  'src/core/cookies/matching.ts: host.includes("xn--") || path.includes("/.") → true':
    "a shortcut: the parser of URLs reads the same",
  'src/core/cookies/matching.ts: "xn--" → "" in if (host.includes("xn--") || path.includes("/.")) return undefined;':
    "a shortcut: the parser of URLs reads the same",
  "src/core/cookies/cookie.ts: equals < end → equals <= end":
    "where one character ends the part, it is no other",
  "src/core/cookies/cookie.ts: end + 1 → end - 1 in if (end < header.length) takeAttributes(cookie, header, end + 1);":
    "the last letter of the value is no attribute",
  "src/core/cookies/cookie.ts: at > start → true in while (at > start && isBlank(text.charCodeAt(at - 1))) at--;":
    "before the start stands a separator, which is no blank",
  "src/core/cookies/cookie.ts: start < header.length → start <= header.length":
    "an empty attribute says nothing",
  "src/core/cookies/date.ts: year === undefined → false": "no day comes of it",
  'src/core/cookies/matching.ts: typeof url === "string" → false':
    "a shortcut: the parser of URLs reads the same",
  "src/core/cookies/matching.ts: plain → false in if (plain) return plain;":
    "a shortcut: the parser of URLs reads the same",
  'src/core/cookies/jar.ts: "unscoped" → "" in if (name !== "unscoped") checkParts("the options of cookieHeader", options, ["unscoped"]);':
    "a shortcut: a known option is looked at once more",
  "src/core/redirect.ts: !/[\\x80-\\xff]/.test(location) → false":
    "a shortcut: ASCII is decoded to the same",
  "src/core/origin.ts: a === b → false in return a === b || (a.host === b.host && a.protocol === b.protocol);":
    "a shortcut: a URL has the origin of itself",
  'src/core/origin.ts: "@" → "" in if (!url.includes("@") || ADDRESS.test(url)) return url;':
    "a shortcut: there is nothing to remove",
  "src/core/response/incoming.ts: this.#isHeld → false":
    "what becomes garbage is seen by programs of their own (tests/lost_bodies_test.ts)",
  "src/core/fetch/fetch.ts: this.#travel.parts.decode?.(raw.source, coding, asked) → this.#travel.parts.decode(raw.source, coding, asked)":
    "it is called only where there is one",
  'src/core/fetch/fetch.ts: "none" → "" in nothing: once && !this.#clients.hasFresh ? "stream" : "none",':
    "all that is no stream is the same",
  "src/core/fetch/fetch.ts: this.#watch?.stop → this.#watch.stop":
    "a watch is set before fetch is called",
  "src/core/fetch/fetch.ts: { again: false } → {}": "what is absent is as good as false",
  'src/core/fetch/fetch.ts: "connect" → "" in const evidence = this.#evidence("connect");':
    "each failure that is known has a phase of its own",
  "src/core/response/incoming.ts: true → false in this.#isHeld = true;":
    "what becomes garbage is seen by programs of their own (tests/lost_bodies_test.ts)",
  "src/core/response/incoming.ts: false → true in #isAhead = false;":
    "the first read arms the same watch anew",
  "src/core/time/deadlines.ts: false → true in touched = false;":
    "it is put where it stands already",
  "src/core/dispatcher.ts: this.#begins.length > 0 → this.#begins.length >= 0":
    "a shortcut: nothing is begun",
  "src/core/dispatcher.ts: list.length > 0 → true": "a shortcut: no stage is called",
  "src/core/dispatcher.ts: list.length > 0 → list.length >= 0": "a shortcut: no stage is called",
  "src/core/hop_context.ts: true → false in readonly #isOurs = true;": "that it is there is all",
  "src/core/dispatcher.ts: this.#begins.length > 0 → true": "a shortcut: nothing is begun",
  "src/core/dispatcher.ts: begun → true in if (begun) await begun;":
    "nothing is waited for as well",
  "src/core/dispatcher.ts: this.#keepsTimer → true": "a client that is closed sets no timer",
  "src/core/call.ts: total === Infinity → false": "a deadline that never comes is none",
  "src/core/time/cancellation.ts: !this.#first → this.#first":
    "a shortcut: a set holds one listener as well",
  'src/core/dispatcher.ts: [] → ["Stryker was here"] in return new Set(values.flatMap((value) => isKeyed(value) ? [v … ct.values(value)] : []));':
    "no transport is a text",
  'src/core/dispatcher.ts: [] → ["Stryker was here"] in this.#installed = [...features].flatMap(({ install }) => install?.(subject) ?? []);':
    "a text has none of the parts that are asked for",
  'src/core/cookies/acceptance.ts: name !== "" && name.charCodeAt(0) !== UNDERSCORE → false':
    "a shortcut: the prefix is looked for",
  "src/core/cookies/attributes.ts: true → false in ...{ secure: true, httpOnly: true, sameSite: true },":
    "that a name is there is all",
  "src/core/cookies/attributes.ts: true → false in ...{ domain: true, hostOnly: true, path: true, expires: true, maxAge: true },":
    "that a name is there is all",
  "src/core/cookies/attributes.ts: true → false in ...{ name: true, value: true, creation: true, lastAccess: true },":
    "that a name is there is all",
  'src/core/cookies/attributes.ts: "" → "Stryker was here!" in const sameSite = toSameSite(attributes.sameSite ?? "");':
    "neither is one that there is",
  "src/core/cookies/cookie_index.ts: old.cookie.secure !== cookie.secure → true":
    "a shortcut: it is put where it was",
  "src/core/cookies/cookie_index.ts: isOther → true in if (isOther) this.#secureNames.add(old);":
    "a shortcut: it is put where it was",
  "src/core/cookies/cookie_index.ts: now < this.#nextExpiry → false":
    "a shortcut: nothing is found that has expired",
  "src/core/cookies/cookie_index.ts: sources > 1 → sources >= 1 in return sources > 1 ? found.sort(compareEntries) : found;":
    "a shortcut: those of one domain are sorted already",
  "src/core/cookies/cookie_index.ts: sources > 1 → true in return sources > 1 ? found.sort(compareEntries) : found;":
    "a shortcut: those of one domain are sorted already",
  'src/core/cookies/cookie_index.ts: [] → ["Stryker was here"] in const entries = this.#domains.get(domain) ?? [];':
    "the domain is always there, and a text is no entry",
  "src/core/cookies/cookie_index.ts: this.#count > maxTotal && this.#longestUnused.length === 0 → this.#count > maxTotal || this.#longestUnused.length === 0":
    "what has expired, and nobody sees, goes a little earlier",
  "src/core/cookies/cookie_index.ts: this.#count > maxTotal && this.#longestUnused.length === 0 → true":
    "what has expired, and nobody sees, goes a little earlier",
  "src/core/cookies/cookie_index.ts: this.#count > maxTotal → true":
    "what has expired, and nobody sees, goes a little earlier",
  "src/core/cookies/cookie_index.ts: this.#count > maxTotal → this.#count >= maxTotal":
    "what has expired, and nobody sees, goes a little earlier",
  "src/core/cookies/cookie_index.ts: this.#longestUnused.length === 0 → true":
    "what has expired, and nobody sees, goes a little earlier; to choose again takes longer",
  "src/core/cookies/cookie_index.ts: [...this.#domains.values()].flat().sort(compareUse) .slice(0, Math.ceil(this.#count / 10)) → [...this.#domains.values()].flat().sort(compareUse)":
    "more are chosen at once, in the same order",
  "src/core/cookies/cookie_index.ts: this.#count / 10 → this.#count * 10":
    "more are chosen at once, in the same order",
  "src/core/cookies/cookie_index.ts: chosen?.entry → chosen.entry":
    "as long as there are too many, there is one",
  "src/core/cookies/cookie_index.ts: chosen?.lastAccess → chosen.lastAccess":
    "as long as there are too many, there is one",
  "src/core/cookies/cookie_index.ts: found.length > before → found.length >= before":
    "a shortcut: those of one domain are sorted already",
  "src/core/cookies/cookie_index.ts: found.length > before → true":
    "a shortcut: those of one domain are sorted already",
  "src/core/cookies/cookie_index.ts: (byRank || compareUse(victim, entry)) > 0 → (byRank || compareUse(victim, entry)) >= 0":
    "no two are equal",
  'src/core/cookies/serialized_jar.ts: typeof value === "object" → true':
    "what is no object has no cookies either",
  'src/core/cookies/serialized_jar.ts: "" → "Stryker was here!" in const fault = findPairFault(name, value) ?? findPathFault(pa …  ?? findFieldFault(json);':
    "neither begins with a slash",
  "src/core/cookies/netscape.ts: /^\\[(.*)\\]$/ → /\\[(.*)\\]$/":
    "brackets stand only around an address",
  "src/core/cookies/netscape.ts: /^\\[(.*)\\]$/ → /^\\[(.*)\\]/":
    "brackets stand only around an address",
  "src/core/cookies/netscape.ts: !NOT_ASCII.test(bytes) → false":
    "a shortcut: ASCII comes out as it is",
  "src/core/text/encoded_text.ts: /^[\\0-\\x7f]*$/.test(text) → false":
    "a shortcut: ASCII comes out as it is",
  'src/core/cookies/netscape.ts: "" → "Stryker was here!" in const [site = "", below = "", path = "", secure = "", end = "", ...rest] = fields;':
    "only for the compiler: a line of fewer fields is refused",
  'src/core/cookies/netscape.ts: "" → "Stryker was here!" in const name = toByteText(rest[0] ?? "");':
    "only for the compiler: there is one",
  "src/core/cookies/secure_names.ts: !holder.cookie.secure → false":
    "a shortcut: no other is found",
  "src/core/cookies/secure_names.ts: group?.size → group.size in if (group?.size === 0) this.#groups.delete(key);":
    "a Secure cookie is always in its group",
  "src/core/cookies/secure_names.ts: group?.size === 0 → true":
    "a Secure cookie is always in its group",
  "src/core/cookies/secure_names.ts: group?.size === 0 → group?.size !== 0":
    "a Secure cookie is always in its group",
  "src/core/cookies/secure_names.ts: group?.size === 0 → false":
    "a Secure cookie is always in its group",
  "src/core/cookies/secure_names.ts: group?.delete → group.delete":
    "a Secure cookie is always in its group",
  'src/core/cookies/secure_names.ts: "." → "" in const start = last > 0 ? domain.lastIndexOf(".", last - 1) + 1 : 0;':
    "larger groups, in which more are looked at",
  'src/core/cookies/secure_names.ts: "." → "" in const last = domain.lastIndexOf(".");':
    "larger groups, in which more are looked at",
  'src/core/cookies/secure_names.ts: last - 1 → last + 1 in const start = last > 0 ? domain.lastIndexOf(".", last - 1) + 1 : 0;':
    "larger groups, in which more are looked at",
  'src/core/cookies/secure_names.ts: last > 0 → last >= 0 in const start = last > 0 ? domain.lastIndexOf(".", last - 1) + 1 : 0;':
    "where there is no dot, none is found either",
  'src/core/cookies/secure_names.ts: last > 0 → true in const start = last > 0 ? domain.lastIndexOf(".", last - 1) + 1 : 0;':
    "where there is no dot, none is found either",
  "src/core/options/settle.ts: options === NO_OPTIONS → false": "a shortcut: no option is settled",
  "src/core/options/settle.ts: isSilent && stream === base.stream → false":
    "a shortcut: no option is settled",
  "src/core/options/settle.ts: stream === base.stream → false":
    "a shortcut: settings of the same are made",
  "src/core/options/settle.ts: isSilent → false in if (isSilent) return own;":
    "a shortcut: no option is settled",
  "src/core/options/settings.ts: false → true in stream: false,": "the kind of call says it",
  "src/core/options/settings.ts: { request: [], response: [] } → {}":
    "each client has lists of its own",
  "src/core/options/suggestion.ts: a.length < b.length → a.length <= b.length":
    "of words of one length it does not matter which is called the short one",
  "src/core/auth/resolve.ts: input !== null → true": "null was taken before",
  'src/core/auth/resolve.ts: typeof input === "object" && input !== null && "flow" in input → true':
    "what has no flow() is none",
  "src/core/errors/retryability.ts: known === undefined → false":
    "what stands in no table is none either",
  "src/core/errors/retryability.ts: status !== undefined → true":
    "only for the compiler: no status is none of them",
  'src/core/errors/retryability.ts: "none" → "" in return known === undefined ? "none" : RETRYABILITIES[known] ?? "none";':
    "each class that stands in the table has its word; the other one is seen by a test",
  'src/core/fetch/fetch_failure.ts: "connect" → "" in const TLS: Meaning = { error: TlsError, phase: "connect", reason: "" };':
    "a TlsError has a phase and a reason of its own",
  'src/core/fetch/fetch_failure.ts: "" → "Stryker was here!" in const TLS: Meaning = { error: TlsError, phase: "connect", reason: "" };':
    "a TlsError has a phase and a reason of its own",
  'src/core/fetch/fetch_failure.ts: typeof syscall === "string" → true':
    "what is no text is the name of no call",
  'src/core/fetch/fetch_failure.ts: typeof Deno === "object" → true': "tests run on Deno",
  'src/core/feature_set.ts: [] → ["Stryker was here"] in check(owner: Owner, options: unknown, more: readonly string[] = []): void {':
    "nobody says an option of that name",
  "src/core/fetch/adapter.ts: late.body?.cancel → late.body.cancel":
    "what fails there is passed over",
  'src/core/fetch/fetch_codings.ts: "" → "Stryker was here!" in const [first = ""] = tokens;':
    "only for the compiler: there is one",
  'src/core/fetch/tls_failure.ts: [] → ["Stryker was here"] in const [, reason, advice] = MEANINGS.find(([words]) => words.test(own)) ?? [];':
    "the first part is passed over",
  'src/core/fetch/tls_failure.ts: "" → "Stryker was here!" in const own = words.replace(NAMES, "");':
    "what stands there says nothing",
  "src/core/fetch/tls_failure.ts: /alert:? ?(?:number (?:4[2-6]|48|116)\\b|certificate ?\\w+|bad … CERTIFICATE|UNKNOWN_CA)/i → /alert:? ?(?:number (?:4[2-6]|48|116)\\b|certificate ?\\w|bad  … CERTIFICATE|UNKNOWN_CA)/i":
    "a letter is enough",
  "src/core/fetch/fetch_source.ts: this.#received += bytes → this.#received -= bytes":
    "only whether anything came is asked when all is read at once",
  "src/core/fetch/fetch_source.ts: this.#endOrThrow(error) ?? new Uint8Array(0) → this.#endOrThrow(error) && new Uint8Array(0)":
    "what has a size is not decoded, so that it throws there",
  "src/core/fetch/fetch_source.ts: { return undefined; } → {}":
    "nothing is what comes of it anyway",
  "src/core/fetch/fetch_answer.ts: at < 0 → false in if (at < 0) return null;":
    "a shortcut: there is nothing before the first",
  "src/core/fetch/fetch_answer.ts: names[at + 1] === name → true":
    "a shortcut: a single value is joined with nothing",
  'src/core/fetch/fetch_answer.ts: "" → "Stryker was here!" in visit(this.#values[at] ?? "", this.#names[at] ?? "");':
    "only for the compiler: there is one",
  "src/core/fetch/fetch_answer.ts: /^[^\\x80-\\uffff]*$/ → /^[^\\x80-\\uffff]$/":
    "a shortcut: ASCII is the same in bytes",
  'src/core/fetch/hidden_redirects.ts: [] → ["Stryker was here"] in { followsRedirects = false, sensitiveHeaders = [] }: Pick<':
    "no header has such a name",
  "src/core/fetch/runtime_fetch.ts: true → false in return globalFetch()(url, Object.assign(init, { [MARK]: true }));":
    "it is asked whether there is a mark, not which",
  "src/core/feature_set.ts: more.length === 0 → false":
    "a shortcut: the same names are put together",
  'src/core/feature_set.ts: owner === "client" → true': "what a request may say was found before",
  "src/core/feature_set.ts: known → false in if (known) return known;":
    "a shortcut: the same table is made again",
  'src/core/feature_set.ts: [] → ["Stryker was here"] in const added = this.#features.flatMap(({ options = [], toBody }) => toBody ? options : []);':
    "a text in the place of an option has no name",
  'src/core/feature_set.ts: [] → ["Stryker was here"] in const added = this.#features.flatMap(({ options = [] }) => options);':
    "a text in the place of an option is said by nobody",
  'src/core/fetch/fetch_failure.ts: "" → "Stryker was here!" in return find(CODES, code) ?? find(CALLS, syscall ?? "");':
    "no call has such a name",
  'src/core/feature_set.ts: owner === "request" → true': "what a client may say was found before",
  'src/core/feature_set.ts: [] → ["Stryker was here"] in export const NO_FEATURES: FeatureSet = new FeatureSet([]);':
    "a text in the place of a feature adds nothing",
};
