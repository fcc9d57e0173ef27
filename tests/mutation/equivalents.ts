/**
 * The mutants that no test can kill, or is meant to, each with the reason.
 *
 * @module
 */

/** The reason by the name of the mutant. */
export const equivalents: Readonly<Record<string, string>> = {
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
  "src/core/limits/admission.ts: this.#hosts.size >= this.#mostHosts → this.#hosts.size > this.#mostHosts":
    "one host more or less is remembered",
  "src/core/limits/admission.ts: this.#maxPerHost === Infinity && this.#all.tryAcquire() → false":
    "a shortcut: the same permit is had by acquire()",
  "src/core/limits/admission.ts: { return this.#maxPerHost === Infinity && this.#all.tryAcqui … his.#only) : undefined; } → {}":
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
  "src/core/redirect.ts: !/[\\x80-\\xff]/.test(location) → false":
    "a shortcut: ASCII is decoded to the same",
  "src/core/origin.ts: a === b → false in return a === b || (a.host === b.host && a.protocol === b.protocol);":
    "a shortcut: a URL has the origin of itself",
  'src/core/origin.ts: "@" → "" in if (!url.includes("@") || ADDRESS.test(url)) return url;':
    "a shortcut: there is nothing to remove",
  "src/core/response/incoming.ts: this.#isHeld → false":
    "what becomes garbage is seen by programs of their own (tests/lost_bodies_test.ts)",
  "src/core/fetch/fetch.ts: this.#travel.parts.decode?.(parts.source, coding, asked) → this.#travel.parts.decode(parts.source, coding, asked)":
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
  'src/core/cookies/admission.ts: name !== "" && name.charCodeAt(0) !== UNDERSCORE → false':
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
  'src/core/cookies/json.ts: typeof value === "object" → true':
    "what is no object has no cookies either",
  'src/core/cookies/json.ts: "" → "Stryker was here!" in findPathFault(path ?? "") ?? findFieldFault(json);':
    "neither begins with a slash",
  "src/core/cookies/netscape.ts: /^\\[(.*)\\]$/ → /\\[(.*)\\]$/":
    "brackets stand only around an address",
  "src/core/cookies/netscape.ts: /^\\[(.*)\\]$/ → /^\\[(.*)\\]/":
    "brackets stand only around an address",
  "src/core/cookies/netscape.ts: !NOT_ASCII.test(bytes) → false":
    "a shortcut: ASCII comes out as it is",
  "src/core/cookies/netscape.ts: !NOT_ASCII.test(text) → false":
    "a shortcut: ASCII comes out as it is",
  'src/core/cookies/netscape.ts: "" → "Stryker was here!" in const [site = "", below = "", path = "", secure = "", end = "", ...rest] = fields;':
    "only for the compiler: a line of fewer fields is refused",
  'src/core/cookies/netscape.ts: "" → "Stryker was here!" in const name = toBytes(rest[0] ?? "");':
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
  "src/core/text/charset.ts: first === undefined → false": "without a first byte no other follows",
  "src/core/text/cut_iterator.ts: before → true in if (before) await before;":
    "a turn more where nobody waits",
  'src/core/text/json.ts: charset === "utf-8" || charset === "UTF-8" → false':
    "a shortcut: the label is looked up",
  'src/core/text/json.ts: charset === "utf-8" || charset === "UTF-8" → charset === "utf-8" && charset === "UTF-8"':
    "a shortcut: the label is looked up",
  'src/core/text/json.ts: "UTF-8" → "" in if (charset === "utf-8" || charset === "UTF-8") return "utf-8";':
    "a shortcut: the label is looked up",
  'src/core/text/json.ts: "utf-8" → "" in if (charset === "utf-8" || charset === "UTF-8") return "utf-8";':
    "a shortcut: the label is looked up",
  "src/core/text/line_blocks.ts: this.#buffer.length > KEPT → this.#buffer.length >= KEPT":
    "a byte more or less is kept",
  "src/core/text/line_blocks.ts: this.#isAtStart → true":
    "a shortcut: the same decoder is made again",
  'src/core/text/text.ts: label === "utf-8" → false': "a shortcut: the decoder is made anew",
  'src/core/text/text.ts: "utf-8" → "" in if (!cutter) await begin(sniff(start, true) ?? "utf-8", items);':
    "only for the compiler: at the end an encoding is always told",
  "src/core/response/web_parts.ts: { this.#owner?.awaited(); } → {}":
    "whether a program goes on is seen by programs of their own (tests/lost_bodies_test.ts)",
  "src/core/response/web_parts.ts: this.#cancel → true":
    "nothing is taken back where nothing listens",
  "src/core/response/web_parts.ts: this.#cancel → false":
    "only memory: a body that has ended fails no more",
  "src/core/response/web_parts.ts: this.#owner?.cancellation → this.#owner.cancellation":
    "who can cancel it is its owner",
  "src/core/response/web_parts.ts: headers === undefined && body === undefined → false":
    "a shortcut: the headers are copied",
  "src/core/response/web_parts.ts: () => Promise.resolve(undefined) → () => undefined":
    "what is there at once is not read",
  "src/core/response/byte_source.ts: iterator.return?.() → iterator.return()":
    "what fails there is passed over",
  "src/core/response/problem.ts: bytes.length === 0 → false": "a shortcut: nothing is no JSON",
  "src/core/response/problem.ts: bytes.length > LARGEST → bytes.length >= LARGEST":
    "a byte more or less is parsed",
  "src/core/response/problem.ts: { return undefined; } → {}": "nothing is what comes of it anyway",
  'src/core/response/weak.ts: typeof WeakRef === "function" → false':
    "there is one wherever tests run; what becomes garbage is seen by programs of their own",
  'src/core/response/weak.ts: typeof WeakRef === "function" → typeof WeakRef !== "function"':
    "there is one wherever tests run; what becomes garbage is seen by programs of their own",
  'src/core/response/weak.ts: typeof WeakRef === "function" → true':
    "there is one wherever tests run; what becomes garbage is seen by programs of their own",
  "src/core/response/weak.ts: { deref: () => value } → {}": "there is a WeakRef wherever tests run",
  'src/core/response/weak.ts: () => value → () => undefined in return typeof WeakRef === "function" ? new WeakRef(value) : { deref: () => value };':
    "there is a WeakRef wherever tests run",
  'src/core/response/weak.ts: { return typeof FinalizationRegistry === "function" ? new Fi … ry(onLost) : undefined; } → {}':
    "what becomes garbage is seen by programs of their own (tests/lost_bodies_test.ts)",
  'src/core/response/weak.ts: typeof FinalizationRegistry === "function" → typeof FinalizationRegistry !== "function"':
    "there is one wherever tests run; what becomes garbage is seen by programs of their own",
  'src/core/response/weak.ts: typeof FinalizationRegistry === "function" → false':
    "there is one wherever tests run; what becomes garbage is seen by programs of their own",
  'src/core/response/weak.ts: typeof FinalizationRegistry === "function" → true':
    "there is one wherever tests run; what becomes garbage is seen by programs of their own",
  'src/core/request/body.ts: "" → "Stryker was here!" in if (made instanceof FormData && !/;\\s*boundary=/i.test(context.contentType ?? "")) {':
    "neither has a boundary",
  'src/core/request/body.ts: typeof value.then === "function" → true':
    "a promise of what is none is no body either",
  "src/core/request/content.ts: this.size === undefined → false":
    "a shortcut: without a size nothing is compared",
  "src/core/request/content.ts: size === undefined → false":
    "a shortcut: without a size nothing is compared",
  "src/core/request/content.ts: stream.locked → false": "a shortcut: a Response refuses it as well",
  "src/core/request/request.ts: options === NO_OPTIONS → false": "a shortcut: there is no body",
  "src/core/request/request.ts: options !== NO_OPTIONS → true": "a shortcut: nothing is left out",
  "src/core/request/request.ts: !userinfo && !defaults.userinfo → false":
    "a shortcut: there is no userinfo",
  "src/core/request/request_body.ts: size > HELD → size >= HELD in const chunk = size > HELD":
    "a byte more or less is held in memory",
  "src/core/request/request_body.ts: { clearTimeout(timer); } → {}":
    "it fires at once, and nobody listens",
  'src/core/request/left_out.ts: [] → ["Stryker was here"] in if (headers[name] === null) (names ??= []).push(name.toLowerCase());':
    "nobody has a header of that name",
  'src/core/request/left_out.ts: [] → ["Stryker was here"] in const NONE: readonly string[] = [];':
    "nobody has a header of that name",
  "src/core/request/left_out.ts: !headers || headers instanceof Headers || Symbol.iterator in headers → false":
    "a shortcut: none of these has a value that is null",
  "src/core/request/left_out.ts: headers[name] === null → true":
    "what the caller gives is put there by nobody else",
  "src/core/request/left_out.ts: names → true in if (names) known.set(to, names);":
    "nothing is kept of what has no names",
  "src/core/request/left_out.ts: names → true in if (names) known.set(request, names);":
    "nothing is kept of what has no names",
  "src/core/request/methods.ts: STANDARD.includes(method) → false":
    "a shortcut: it is written in capitals already",
  'src/core/request/prepared.ts: "half" → "" in ...(body && !bodyless && { body: openLazily(body), duplex: "half" }),':
    "Deno does not ask for it; Node does, as the scenarios of tests/runtimes show",
  "src/core/request/prepared.ts: (body && !bodyless) || this.chain → true":
    "what has neither a body nor a chain need not be known",
  "src/core/request/prepared.ts: body && !bodyless → body || !bodyless":
    "what has neither a body nor a chain need not be known",
  "src/core/request/prepared.ts: new Response(source.open()).body?.getReader → new Response(source.open()).body.getReader":
    "only for the compiler: a Response of something has a body",
  "src/core/request/prepared.ts: reader?.read → reader.read": "only for the compiler: there is one",
  "src/core/request/prepared.ts: chunk?.value → chunk.value": "only for the compiler: there is one",
  "src/core/request/send_options.ts: known?.prepare → false":
    "it is prepared before it is sent as well",
  "src/core/request/prepared.ts: request.body?.cancel → request.body.cancel":
    "only for the compiler: there is one",
  "src/core/text/charset.ts: { return undefined; } → {}": "nothing is what comes of it anyway",
  "src/core/text/charset.ts: { return false; } → {}": "nothing is as good as false",
  "src/core/text/charset.ts: at < 0 → false in if (at < 0) return undefined;":
    "what is not there is not found later either",
  "src/core/text/charset.ts: at < 0 → at <= 0 in if (at < 0) return undefined;":
    "something stands before it",
  "src/core/text/charset.ts: at < 0 → at <= 0 in opening.lastIndex = at < 0 ? text.length : at + mark.length;":
    "something stands before it",
  "src/core/text/charset.ts: !/charset/i.test(text) → false": "a shortcut: no charset is found",
  "src/core/text/charset.ts: found.index + 2 → found.index - 2": "no comment ends where it begins",
  'src/core/text/charset.ts: [] → ["Stryker was here"] in const [, name = "", double, single, bare = ""] = attribute.exec(text) ?? [];':
    "only for the compiler: every part may be empty, so it always matches",
  'src/core/text/charset.ts: "" → "Stryker was here!" in const [, name = "", double, single, bare = ""] = attribute.exec(text) ?? [];':
    "neither is the label of an encoding",
  'src/core/text/charset.ts: [] → ["Stryker was here"] in const [, double, single, bare] = PRAGMA_CHARSET.exec(attribu … ("content") ?? "") ?? [];':
    "the first part is passed over",
  "src/core/text/chunks.ts: offset === chunk.length → false": "a shortcut: nothing is put aside",
  "src/core/text/cut_iterator.ts: this.#waiting++ > 0 → this.#waiting++ >= 0":
    "a turn more where nobody waits",
  "src/core/text/cut_iterator.ts: cutting → true in if (cutting) await cutting;": "a turn more",
  "src/core/text/json.ts: start < end → start <= end in for (let start = 0; start < end; start += 4 * CHARACTERS) {":
    "nothing is added once more",
  "src/core/text/json_lines.ts: line.charCodeAt(0) <= 0x20 → true":
    "a shortcut: the line is looked through",
  "src/core/text/lines.ts: delimiter === undefined && !WIDE.includes(name) → false":
    "a shortcut: text is cut in the place of bytes",
  "src/core/text/lines.ts: text.length - delimiter.length + 1 → text.length - delimiter.length - 1":
    "a little more is looked at again",
  "src/core/text/lines.ts: pendingBytes > LONGEST → pendingBytes >= LONGEST": "a byte more or less",
  "src/core/text/line_blocks.ts: this.#length > 0 → this.#length >= 0":
    "a shortcut: nothing is decoded, or kept",
  "src/core/text/line_blocks.ts: this.#length > 0 → true":
    "a shortcut: nothing is decoded, or kept",
  "src/core/text/line_blocks.ts: this.#buffer.length > KEPT → this.#buffer.length <= KEPT":
    "only memory: which buffers are kept",
  "src/core/text/line_blocks.ts: false → true in this.#isAtStart = false;":
    "a shortcut: the same decoder is made again",
  "src/core/text/line_blocks.ts: length > this.#buffer.length → length >= this.#buffer.length":
    "a byte more or less is kept",
  'src/core/text/line_blocks.ts: "\\r" → "" in return block.includes("\\r") ? block.replace(/\\r\\n/g, "\\n").replace(/\\r/g, "\\n") : block;':
    "a shortcut: there is nothing to replace",
  'src/core/text/text.ts: "utf-8" → "" in const decoder = label === "utf-8" ? UTF_8 : toDecoder(label);':
    "a shortcut: the decoder is made anew",
  "src/core/text/text.ts: cutter?.finish → cutter.finish": "only for the compiler: it was begun",
  'src/core/text/json.ts: charset === "UTF-8" → false': "a shortcut: the label is looked up",
  'src/core/text/json.ts: charset === "utf-8" → false': "a shortcut: the label is looked up",
  "src/core/text/line_blocks.ts: this.#buffer.length > KEPT → false":
    "only memory: which buffers are kept",
  "src/core/text/line_blocks.ts: this.#buffer.length > KEPT → true":
    "only memory: which buffers are kept",
  'src/core/text/charset.ts: "" → "Stryker was here!" in const [, double, single, bare] = PRAGMA_CHARSET.exec(attribu … ("content") ?? "") ?? [];':
    "neither names a charset",
  "src/core/text/charset.ts: /<(?:!--|(meta)(?=[\\t\\n\\f\\r /])|(\\/?[a-z][^\\t\\n\\f\\r >]*)|[!/?])/gi → /<(?:!--|(meta)(?=[\\t\\n\\f\\r /])|(\\/?[a-z][\\t\\n\\f\\r >]*)|[!/?])/gi":
    "what is not taken for the name of a tag is taken for that of an attribute",
  "src/core/text/cut_iterator.ts: this.#slice.isOver → false":
    "tests/decode/event_loop_test.ts holds it, which takes too long here",
  "src/core/response/body_state.ts: this.#content?.length → this.#content.length":
    "only for the compiler: one of the two is there",
  "src/core/response/body_state.ts: this.#incoming?.drain → this.#incoming.drain":
    "only for the compiler: one of the two is there",
  "src/core/response/body_state.ts: content → true in if (content) this.#content = content;":
    "a body that was let go of says the same by itself",
  "src/core/response/body_state.ts: true → false in else this.#closed = true;":
    "a body that was let go of says the same by itself",
  "src/core/response/body_state.ts: true → false in done = true;":
    "a body that has ended gives nothing more by itself",
  "src/core/response/raw_response.ts: text.charCodeAt(0) > 0x20 && text.charCodeAt(text.length - 1) > 0x20 → false":
    "a shortcut: there is nothing to trim",
  "src/core/response/raw_response.ts: text.length - 1 → text.length + 1":
    "a shortcut: there is nothing to trim",
  "src/core/response/raw_response.ts: { return Array.isArray(headers) && headers.every((pair) => A …  && pair.length === 2); } → {}":
    "a shortcut: pairs are made Headers",
  "src/core/response/raw_response.ts: Array.isArray(headers) && headers.every((pair) => Array.isAr … ir) && pair.length === 2) → false":
    "a shortcut: pairs are made Headers",
  "src/core/response/raw_response.ts: (pair) => Array.isArray(pair) && pair.length === 2 → () => undefined":
    "a shortcut: pairs are made Headers",
  "src/core/response/raw_response.ts: Array.isArray(pair) && pair.length === 2 → false":
    "a shortcut: pairs are made Headers",
  "src/core/response/receiver.ts: parts.raw.source?.size → parts.raw.source.size":
    "a body that is received has a source",
  'src/core/response/receiver.ts: !source → false in if (!source) throw new HttpError("Cannot read a body that is not there");':
    "a body that is received has a source",
  "src/core/response/receiver.ts: incoming?.ended → incoming.ended":
    "only for the compiler: it was begun",
  "src/core/response/receiver.ts: incoming?.skipEmpty → incoming.skipEmpty":
    "only for the compiler: it was begun",
  "src/core/response/receiver.ts: incoming?.pause → incoming.pause":
    "only for the compiler: it was begun",
  "src/core/response/receiver.ts: incoming?.readAhead → incoming.readAhead":
    "only for the compiler: it was begun",
  "src/core/response/receiver.ts: this.#incoming?.pause → this.#incoming.pause":
    "only for the compiler: it was begun",
  "src/core/response/receiver.ts: this.#incoming?.received → this.#incoming.received":
    "only for the compiler: it was begun",
  "src/core/response/receiver.ts: this.#incoming?.fail → this.#incoming.fail":
    "only for the compiler: it was begun",
  "src/core/response/receiver.ts: !incoming?.ended → true":
    "only memory: a body that has ended fails no more",
  "src/core/response/receiver.ts: { this.#hop.call.awaited(); } → {}":
    "whether a program goes on is seen by programs of their own (tests/lost_bodies_test.ts)",
  "src/core/response/receiver.ts: error !== undefined → true": "of no error nothing is remembered",
  "src/core/response/receiver.ts: parts.content?.length → parts.content.length":
    "only for the compiler: it is there with its head",
  "src/core/response/response.ts: self?.attempts → self.attempts":
    "only for the compiler: it is made by then",
  'src/core/response/response.ts: /#$/ → /#/ in return hash ? href.slice(0, -hash.length) : href.replace(/#$/, "");':
    "there is no other",
  'src/core/response/response.ts: "" → "Stryker was here!" in const headers = { "content-type": singleValue(this.headers, "content-type") ?? "" };':
    "neither is the type of a form",
  "src/core/response/response.ts: { try { return parseJson(bytes, { charset }); } catch { // I … n most JSON to parse. } } → {}":
    "a shortcut: it is parsed below as well",
  "src/core/response/response.ts: !schema && !parse → false":
    "a shortcut: it is parsed below as well",
  "src/core/response/response.ts: { return parseJson(bytes, { charset }); } → {}":
    "a shortcut: it is parsed below as well",
  "src/core/response/response_promise.ts: promise instanceof ResponsePromise → true":
    "only for the compiler: it is one by then",
  "src/core/response/web_body.ts: status >= 200 → status > 200":
    "what stands for the others is 200 as well",
  "src/core/response/web_body.ts: content && content.length <= COPIED → false":
    "only memory and speed: a body is copied, or streamed",
  "src/core/response/web_body.ts: content.length <= COPIED → content.length < COPIED":
    "only memory and speed: a body is copied, or streamed",
  "src/core/response/web_body.ts: content.length <= COPIED → content.length > COPIED":
    "only memory and speed: a body is copied, or streamed",
  "src/core/response/web_body.ts: content.length <= COPIED → true":
    "only memory and speed: a body is copied, or streamed",
  "src/core/response/web_body.ts: !content && !incoming → false":
    "only for the compiler: one of the two is there",
  "src/core/response/web_body.ts: controller.byobRequest?.respond → controller.byobRequest.respond":
    "what fails after the end is passed over",
  "src/core/response/web_body.ts: weak.deref()?.error → weak.deref().error":
    "what becomes garbage is seen by programs of their own (tests/lost_bodies_test.ts)",
  "src/core/bytes/body_copy.ts: chunk.length >= (this.#filled === 0 ? DIRECT : ENOUGH) → true":
    "only speed: what is gathered, and what is written as it is",
  "src/core/bytes/body_copy.ts: chunk.length >= (this.#filled === 0 ? DIRECT : ENOUGH) → chunk.length > (this.#filled === 0 ? DIRECT : ENOUGH)":
    "only speed: what is gathered, and what is written as it is",
  "src/core/bytes/body_copy.ts: this.#filled === 0 → true":
    "only speed: what is gathered, and what is written as it is",
  "src/core/bytes/body_copy.ts: this.#filled === 0 → false":
    "only speed: what is gathered, and what is written as it is",
  "src/core/bytes/body_copy.ts: this.#filled === 0 → this.#filled !== 0":
    "only speed: what is gathered, and what is written as it is",
  "src/core/bytes/body_copy.ts: this.#filled >= ENOUGH → true": "only speed: how much is gathered",
  "src/core/bytes/body_copy.ts: this.#filled >= ENOUGH → this.#filled < ENOUGH":
    "only speed: how much is gathered",
  "src/core/bytes/body_copy.ts: this.#filled >= ENOUGH → this.#filled > ENOUGH":
    "a byte more or less is gathered",
  "src/core/bytes/body_copy.ts: () => buffer → () => undefined":
    "only speed: another buffer is made",
  "src/core/bytes/body_copy.ts: filled > 0 → true in if (this.#buffer && filled > 0) await this.#write(this.#buffer.subarray(0, filled));":
    "nothing is written of nothing",
  "src/core/bytes/body_copy.ts: filled > 0 → filled >= 0 in if (this.#buffer && filled > 0) await this.#write(this.#buffer.subarray(0, filled));":
    "nothing is written of nothing",
  "src/core/bytes/body_copy.ts: this.#buffer && filled > 0 → this.#buffer || filled > 0":
    "nothing is written of nothing",
  'src/core/bytes/chunks.ts: typeof SharedArrayBuffer === "function" → true':
    "there is one wherever tests run",
  "src/core/bytes/items.ts: start().return?.() → start().return()":
    "what fails there is passed over",
  'src/core/bytes/items.ts: end < 0 → true in this.#half = end < 0 ? whole.slice(end) : "";':
    "behind the end there is nothing",
  'src/core/bytes/items.ts: end < 0 → end <= 0 in this.#half = end < 0 ? whole.slice(end) : "";':
    "behind the end there is nothing",
  "src/core/bytes/whole.ts: less <= came → less < came": "what happens where memory has ended",
  "src/core/bytes/whole.ts: less <= came → false": "what happens where memory has ended",
  "src/core/bytes/whole.ts: Math.max(FIRST, expected) → Math.min(FIRST, expected)":
    "only speed: how large the buffers are",
  "src/core/bytes/whole.ts: Math.min(2 * piece.length, LARGEST) → Math.max(2 * piece.length, LARGEST)":
    "only speed: how large the buffers are",
  "src/core/bytes/whole.ts: filled > 0 → true in if (filled > 0) full.push(piece.slice(0, filled));":
    "only speed: one piece more is joined",
  "src/core/bytes/whole.ts: filled > 0 → filled >= 0 in if (filled > 0) full.push(piece.slice(0, filled));":
    "only speed: one piece more is joined",
  "src/core/auth/resolve.ts: input !== null → true": "null was taken before",
  'src/core/auth/resolve.ts: typeof input === "object" && input !== null && "flow" in input → true':
    "what has no flow() is none",
  "src/core/response/response.ts: !state.read || this.#isPlaced → true":
    "a shortcut: another answer of the same parts is made",
  "src/core/response/receiver.ts: attempts && response → false":
    "the evidence of the body says the same",
  "src/core/response/receiver.ts: permit?.[Symbol.dispose] → permit[Symbol.dispose]":
    "only for the compiler: a hop that reaches a transport has one",
  "src/core/response/body_state.ts: this.#content || !this.#incoming → this.#content && !this.#incoming":
    "in close(): what was read stays; in fork() a test sees it",
  "src/core/response/receiver.ts: complete → true in if (complete) this.#counter?.finish();":
    "one report more of a body that has failed",
  "src/core/response/response.ts: !this.isMade → false":
    "an answer that has its place gets the same again",
  'src/core/fields/cache_status.ts: "" → "Stryker was here!" in return splitList(header ?? "").flatMap((member) => {':
    "neither has a member that is one",
  'src/core/fields/cache_status.ts: [] → ["Stryker was here"] in const [name = "", ...rest] = member.match(/(?:"(?:[^"\\\\]|\\\\.)*"|[^;])+/gs) ?? [];':
    "only for the compiler: a member that is not empty matches",
  'src/core/fields/cache_status.ts: "" → "Stryker was here!" in const [name = "", ...rest] = member.match(/(?:"(?:[^"\\\\]|\\\\.)*"|[^;])+/gs) ?? [];':
    "only for the compiler: a member that is not empty matches",
  'src/core/fields/cache_status.ts: [] → ["Stryker was here"] in const [, name = "", value = "?1"] = /^\\s*([a-z*][a-z0-9_\\-.* … ?\\s*$/s.exec(text) ?? [];':
    "the first part is passed over",
  'src/core/fields/cache_status.ts: "" → "Stryker was here!" in const [, name = "", value = "?1"] = /^\\s*([a-z*][a-z0-9_\\-.* … ?\\s*$/s.exec(text) ?? [];':
    "nobody asks for a parameter of that name",
  'src/core/fields/cache_status.ts: "" → "Stryker was here!" in const value = parameters.get(name) ?? "";':
    "neither is a number",
  'src/core/fields/cache_status.ts: [] → ["Stryker was here"] in return cache === "" || member.startsWith(";") ? [] : [toStatus(cache, parameters)];':
    "a text has none of the parts that are asked for",
  'src/core/fields/content_length.ts: "" → "Stryker was here!" in const [first = "", ...others] = value.includes(",")':
    "only for the compiler: there is a first one",
  'src/core/fields/content_length.ts: "," → "" in const [first = "", ...others] = value.includes(",")':
    "a shortcut: one value is a list of one",
  'src/core/fields/links.ts: /[\\t ,]*(?:<([^>]*)(>?))?((?:"(?:[^"\\\\]+|\\\\[^]?)*"?|[^",]+)*)/gy → /[\\t ,]*(?:<([^>]*)(>?))?((?:"(?:[^"\\\\]|\\\\[^]?)*"?|[^",]+)*)/gy':
    "where a header is broken off nothing can be had, and a character at a time is as far as many at once",
  'src/core/fields/links.ts: /[\\t ,]*(?:<([^>]*)(>?))?((?:"(?:[^"\\\\]+|\\\\[^]?)*"?|[^",]+)*)/gy → /[\\t ,]*(?:<([^>]*)(>))?((?:"(?:[^"\\\\]+|\\\\[^]?)*"?|[^",]+)*)/gy':
    "where a header is broken off nothing can be had, and a character at a time is as far as many at once",
  'src/core/fields/links.ts: /[\\t ,]*(?:<([^>]*)(>?))?((?:"(?:[^"\\\\]+|\\\\[^]?)*"?|[^",]+)*)/gy → /[\\t ,]*(?:<([^>]*)(>?))?((?:"(?:[^"\\\\]+|\\\\[^])*"?|[^",]+)*)/gy':
    "where a header is broken off nothing can be had, and a character at a time is as far as many at once",
  'src/core/fields/links.ts: /[\\t ,]*(?:<([^>]*)(>?))?((?:"(?:[^"\\\\]+|\\\\[^]?)*"?|[^",]+)*)/gy → /[\\t ,]*(?:<([^>]*)(>?))?((?:"(?:[^"\\\\]+|\\\\[^]?)*"?|[^",])*)/gy':
    "where a header is broken off nothing can be had, and a character at a time is as far as many at once",
  'src/core/fields/links.ts: "" → "Stryker was here!" in for (const [element, url, end, rest = ""] of (value ?? "").matchAll(ELEMENT)) {':
    "only for the compiler: the part may be empty",
  'src/core/fields/links.ts: element === "" → false': "a shortcut: at the end nothing is found",
  'src/core/fields/links.ts: "" → "Stryker was here!" in if (element === "") break;':
    "a shortcut: at the end nothing is found",
  "src/core/fields/links.ts: url !== undefined → true": "what has an end has a URL",
  'src/core/fields/links.ts: "" → "Stryker was here!" in for (const [, given = "", quoted, bare = ""] of parameters.matchAll(PARAMETER)) {':
    "only for the compiler: the parts may be empty",
  "src/core/fields/links.ts: /^utf-8'[^']*'(.*)$/is → /^utf-8'[^']*'(.*)/is":
    "it goes to the end as it is",
  "src/core/fields/links.ts: { return undefined; // RFC 8288 appendix B.3: a value that c … be decoded is left out. } → {}":
    "nothing is what comes of it anyway",
  'src/core/fields/links.ts: /\\s+/ → /\\s/ in return rel.toLowerCase().split(/\\s+/).filter((type) => type !== "");':
    "empty types are left out",
  "src/core/fields/media_type.ts: /^([a-z]+)\\/([a-z0-9.+-]+)(?:; ?charset=([A-Za-z0-9_-]+))?$/ → /^([a-z]+)\\/([a-z0-9.+-]+)(?:; ?charset=([A-Za-z0-9_-]))?$/":
    "a shortcut: the long way gives the same",
  "src/core/fields/media_type.ts: /^([a-z]+)\\/([a-z0-9.+-]+)(?:; ?charset=([A-Za-z0-9_-]+))?$/ → /^([a-z]+)\\/([a-z0-9.+-])(?:; ?charset=([A-Za-z0-9_-]+))?$/":
    "a shortcut: the long way gives the same",
  "src/core/fields/media_type.ts: /^([a-z]+)\\/([a-z0-9.+-]+)(?:; ?charset=([A-Za-z0-9_-]+))?$/ → /^([a-z]+)\\/([a-z0-9.+-]+)(?:; charset=([A-Za-z0-9_-]+))?$/":
    "a shortcut: the long way gives the same",
  "src/core/fields/media_type.ts: /^([a-z]+)\\/([a-z0-9.+-]+)(?:; ?charset=([A-Za-z0-9_-]+))?$/ → /^([a-z]+)\\/([a-z0-9.+-]+)(?:; ?charset=([A-Za-z0-9_-]+))$/":
    "a shortcut: the long way gives the same",
  "src/core/fields/media_type.ts: /^([a-z]+)\\/([a-z0-9.+-]+)(?:; ?charset=([A-Za-z0-9_-]+))?$/ → /^([a-z])\\/([a-z0-9.+-]+)(?:; ?charset=([A-Za-z0-9_-]+))?$/":
    "a shortcut: the long way gives the same",
  'src/core/fields/media_type.ts: /(?:"(?:[^"\\\\]+|\\\\[^]?)*"?|[^",]+)+/g → /(?:"(?:[^"\\\\]|\\\\[^]?)*"?|[^",]+)+/g':
    "a backslash at the end belongs to what is dropped, and a character at a time is as far as many at once",
  'src/core/fields/media_type.ts: /(?:"(?:[^"\\\\]+|\\\\[^]?)*"?|[^",]+)+/g → /(?:"(?:[^"\\\\]+|\\\\[^])*"?|[^",]+)+/g':
    "a backslash at the end belongs to what is dropped, and a character at a time is as far as many at once",
  'src/core/fields/media_type.ts: /(?:"(?:[^"\\\\]+|\\\\[^]?)*"?|[^",]+)+/g → /(?:"(?:[^"\\\\]+|\\\\[^]?)*"?|[^",])+/g':
    "a backslash at the end belongs to what is dropped, and a character at a time is as far as many at once",
  'src/core/fields/media_type.ts: [] → ["Stryker was here"] in const [, type, subtype, charset] = PLAIN.exec(value) ?? [];':
    "the first part is passed over",
  "src/core/fields/media_type.ts: type === undefined || subtype === undefined → type === undefined && subtype === undefined":
    "a shortcut: the long way gives the same",
  "src/core/fields/media_type.ts: type === undefined || subtype === undefined → true":
    "a shortcut: the long way gives the same",
  "src/core/fields/media_type.ts: type === undefined → type !== undefined":
    "a shortcut: the long way gives the same",
  "src/core/fields/media_type.ts: subtype === undefined → false": "both are there, or neither",
  "src/core/fields/media_type.ts: subtype === undefined → subtype !== undefined":
    "both are there, or neither",
  "src/core/fields/media_type.ts: type === undefined → false": "both are there, or neither",
  'src/core/fields/media_type.ts: [] → ["Stryker was here"] in const [head, type, subtype] = HEAD.exec(text)?.map((part) => part.toLowerCase()) ?? [];':
    "what has no subtype is none",
  "src/core/fields/media_type.ts: head === undefined || type === undefined || subtype === undefined → (head === undefined || type === undefined) && subtype === undefined":
    "all of them are there, or none",
  "src/core/fields/media_type.ts: head === undefined → false": "all of them are there, or none",
  "src/core/fields/media_type.ts: head === undefined || type === undefined → head === undefined && type === undefined":
    "all of them are there, or none",
  "src/core/fields/media_type.ts: head === undefined || type === undefined → false":
    "all of them are there, or none",
  'src/core/fields/media_type.ts: "" → "Stryker was here!" in for (const [, name = "", quoted, bare = ""] of text.slice(he … h).matchAll(PARAMETER)) {':
    "only for the compiler: the parts may be empty",
  'src/core/fields/media_type.ts: [] → ["Stryker was here"] in const values = value.includes(",") ? value.match(VALUES) ?? [] : [value];':
    "neither is a media type",
  'src/core/fields/media_type.ts: "," → "" in const values = value.includes(",") ? value.match(VALUES) ?? [] : [value];':
    "a shortcut: one value is a list of one",
  "src/core/fields/single_value.ts: parts.length / 2 → parts.length * 2":
    "all of it is a copy of itself",
  "src/core/errors/retryability.ts: known === undefined → false":
    "what stands in no table is none either",
  "src/core/errors/retryability.ts: status !== undefined → true":
    "only for the compiler: no status is none of them",
  'src/core/errors/retryability.ts: "none" → "" in return known === undefined ? "none" : RETRYABILITIES[known] ?? "none";':
    "each class that stands in the table has its word; the other one is seen by a test",
  'src/core/fields/media_type.ts: ";" → "" in return contentType?.includes(";")':
    "a shortcut: no charset is found",
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
  'src/core/fetch/fetch_answer.ts: runtimeAgent().startsWith("Cloudflare-Workers") → runtimeAgent().endsWith("Cloudflare-Workers")':
    "tests run on Deno",
  "src/core/fetch/fetch_headers.ts: isBrowser() → false in if (isBrowser()) return withoutOwnAgent(headers);":
    "tests run on Deno",
  'src/core/fetch/fetch_headers.ts: { return agent === undefined || agent === USER_AGENT ? other …  "user-agent": agent }; } → {}':
    "tests run on Deno",
  "src/core/fetch/fetch_headers.ts: agent === undefined || agent === USER_AGENT → agent === undefined && agent === USER_AGENT":
    "tests run on Deno",
  "src/core/fetch/fetch_headers.ts: agent === USER_AGENT → false": "tests run on Deno",
  "src/core/fetch/fetch_headers.ts: agent === undefined || agent === USER_AGENT → true":
    "tests run on Deno",
  "src/core/fetch/fetch_headers.ts: agent === undefined → false": "tests run on Deno",
  "src/core/fetch/fetch_headers.ts: agent === undefined || agent === USER_AGENT → false":
    "tests run on Deno",
  "src/core/fetch/fetch_headers.ts: agent === USER_AGENT → agent !== USER_AGENT":
    "tests run on Deno",
  "src/core/fetch/fetch_headers.ts: agent === undefined → agent !== undefined": "tests run on Deno",
  "src/core/fetch/fetch_headers.ts: !hasSockets() → hasSockets()": "tests run on Deno",
  'src/core/fetch/fetch_codings.ts: "" → "Stryker was here!" in const [first = ""] = tokens;':
    "only for the compiler: there is one",
  'src/core/fetch/runtime.ts: typeof Deno === "object" → true': "tests run on Deno",
  'src/core/fetch/runtime.ts: typeof Deno !== "object" && runtimeAgent().startsWith("Mozilla/") → typeof Deno !== "object" || runtimeAgent().startsWith("Mozilla/")':
    "tests run on Deno",
  'src/core/fetch/runtime.ts: typeof Deno !== "object" → true': "tests run on Deno",
  'src/core/fetch/runtime.ts: typeof Deno !== "object" → typeof Deno === "object"':
    "tests run on Deno",
  'src/core/fetch/runtime.ts: typeof Deno !== "object" && runtimeAgent().startsWith("Mozilla/") → false':
    "tests run on Deno",
  'src/core/fetch/runtime.ts: runtimeAgent().startsWith("Mozilla/") → runtimeAgent().endsWith("Mozilla/")':
    "tests run on Deno",
  'src/core/fetch/runtime.ts: typeof navigator === "object" → true':
    "there is one wherever tests run",
  'src/core/fetch/runtime.ts: "" → "Stryker was here!" in const agent = typeof navigator === "object" ? navigator.userAgent ?? "" : "";':
    "tests run on Deno, which has a name",
  "src/core/fetch/runtime.ts: electron !== undefined → true": "tests run on Deno, which has a name",
  "src/core/fetch/runtime.ts: node === undefined → node !== undefined":
    "tests run on Deno, which has a name",
  "src/core/fetch/runtime.ts: node === undefined → true": "tests run on Deno, which has a name",
  "src/core/fetch/runtime.ts: node === undefined → false": "tests run on Deno, which has a name",
};
