/**
 * Those of texts, bodies, requests and answers.
 *
 * @module
 */

/** The reason by the name of the mutant. */
export const bodyEquivalents: Readonly<Record<string, string>> = {
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
  "src/core/text/chunk_size.ts: offset === chunk.length → false":
    "a shortcut: nothing is put aside",
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
  'src/core/fields/media_type.ts: ";" → "" in return contentType?.includes(";")':
    "a shortcut: no charset is found",
  'src/core/fields/links.ts: /[\\t ]*;[\\t ]*([^\\t =;,]*)[\\t ]*(?:=[\\t ]*(?:"((?:[^"\\\\]+|\\\\ … ]+|\\\\[^]?)*"?|[^";]+)*/gy → /[\\t ]*;[\\t ]*([^\\t =;,]*)[\\t ]*(?:=[\\t ]*(?:"((?:[^"\\\\]|\\\\[ … ]+|\\\\[^]?)*"?|[^";]+)*/gy':
    "where a header is broken off nothing can be had, and a character at a time is as far as many at once",
  'src/core/fields/links.ts: /[\\t ]*;[\\t ]*([^\\t =;,]*)[\\t ]*(?:=[\\t ]*(?:"((?:[^"\\\\]+|\\\\ … ]+|\\\\[^]?)*"?|[^";]+)*/gy → /[\\t ]*;[\\t ]*([^\\t =;,]*)[\\t ]*(?:=[\\t ]*(?:"((?:[^"\\\\]+|\\\\ … \\]|\\\\[^]?)*"?|[^";]+)*/gy':
    "where a header is broken off nothing can be had, and a character at a time is as far as many at once",
  'src/core/fields/links.ts: /[\\t ]*;[\\t ]*([^\\t =;,]*)[\\t ]*(?:=[\\t ]*(?:"((?:[^"\\\\]+|\\\\ … ]+|\\\\[^]?)*"?|[^";]+)*/gy → /[\\t ]*;[\\t ]*([^\\t =;,]*)[\\t ]*(?:=[\\t ]*(?:"((?:[^"\\\\]+|\\\\ … \\]+|\\\\[^])*"?|[^";]+)*/gy':
    "where a header is broken off nothing can be had, and a character at a time is as far as many at once",
  'src/core/fields/links.ts: /[\\t ]*;[\\t ]*([^\\t =;,]*)[\\t ]*(?:=[\\t ]*(?:"((?:[^"\\\\]+|\\\\ … ]+|\\\\[^]?)*"?|[^";]+)*/gy → /[\\t ]*;[\\t ]*([^\\t =;,]*)[\\t ]*(?:=[\\t ]*(?:"((?:[^"\\\\]+|\\\\ … \\]+|\\\\[^]?)*"?|[^";])*/gy':
    "where a header is broken off nothing can be had, and a character at a time is as far as many at once",
  'src/core/response/weak.ts: "function" → "" in return typeof FinalizationRegistry === "function" ? new Fina … stry(onLost) : undefined;':
    "what becomes garbage is seen by programs of their own (tests/lost_bodies_test.ts)",
};
