import { assertEquals } from "@std/assert";
import { parseChallenges } from "../../src/features/digest/challenge.ts";
import {
  chooseDigest,
  type DigestChallenge,
  readDigest,
} from "../../src/features/digest/digest_challenge.ts";
import { DigestSession } from "../../src/features/digest/session.ts";
import { readParams } from "../auth/digest_server.ts";
import { conformanceTest, readJson } from "./data.ts";

/** A vector of the RFCs, as the set's note says. */
interface RfcVector {
  readonly id: string;
  readonly user: string;
  readonly password: string;
  readonly realm: string;
  readonly method: string;
  readonly uri: string;
  readonly nonce: string;
  readonly opaque: string;
  readonly cnonce: string | null;
  readonly nc: string | null;
  readonly qop: "auth" | "auth-int" | null;
  readonly algorithm: string | null;
  readonly charset?: string;
  readonly body?: string;
  readonly userhash?: string;
  readonly username_ext?: string;
  readonly expected: string;
}

/** One Authorization header of curl's tests. */
interface CurlVector {
  readonly source: string;
  readonly user: string;
  readonly password: string;
  readonly method: string;
  readonly uri: string;
  readonly challenges: readonly string[];
  readonly header: string;
  readonly params: Readonly<Record<string, string>>;
  readonly expected_response: string;
}

interface ChallengeCase {
  readonly id: string;
  readonly headers: readonly string[];
  readonly expected: readonly {
    readonly scheme: string;
    readonly token68?: string;
    readonly params: Readonly<Record<string, string>>;
  }[];
}

conformanceTest("the answers of the RFCs", async () => {
  const vectors = readJson<RfcVector[]>("digest/rfc.json");
  for (const vector of vectors) {
    const params = await answerRfc(vector);
    assertEquals(params.get("response"), vector.expected, vector.id);
    if (vector.userhash) {
      const hashed = await answerRfc(vector, ", userhash=true");
      assertEquals(hashed.get("username"), vector.userhash, vector.id);
      assertEquals(hashed.get("response"), vector.expected, vector.id);
    }
    if (vector.username_ext) {
      assertEquals(params.get("username*"), vector.username_ext, vector.id);
    }
  }
  assertEquals(vectors.length, 13);
});

async function answerRfc(
  vector: RfcVector,
  more = "",
): Promise<ReadonlyMap<string, string>> {
  const { user, password, method, uri, nc, cnonce, body } = vector;
  const session = await DigestSession.open(
    toChallenge(vector, more),
    { username: user, password },
    cnonce ?? undefined,
  );
  const header = await session.answer({
    method,
    uri,
    nonceCount: nc === null ? 1 : parseInt(nc, 16),
    cnonce: cnonce ?? undefined,
    entity: body === undefined ? undefined : new TextEncoder().encode(body),
  });
  return readParams(header);
}

function toChallenge(vector: RfcVector, more: string): DigestChallenge {
  const { realm, nonce, opaque, algorithm, qop, charset } = vector;
  const quoted = realm.replace(/["\\]/g, "\\$&");
  const header = `Digest realm="${quoted}", nonce="${nonce}", opaque="${opaque}"` +
    (algorithm === null ? "" : `, algorithm=${algorithm}`) +
    (qop === null ? "" : `, qop="${qop}"`) +
    (charset === undefined ? "" : `, charset=${charset}`) + more;
  const { challenge } = chooseDigest(header);
  if (!challenge) throw new Error(`cannot answer ${header}`);
  return challenge;
}

conformanceTest("the answers of curl's tests", async () => {
  const vectors = readJson<CurlVector[]>("digest/curl.json");
  for (const vector of vectors) {
    const { source, user, password, method, uri, params } = vector;
    const session = await DigestSession.open(findChallenge(vector), {
      username: user,
      password,
    });
    const answer = await session.answer({ method, uri, nonceCount: 1 });
    const expected = { ...params, response: vector.expected_response };
    assertEquals(Object.fromEntries(readParams(answer)), expected, source);
  }
  assertEquals(vectors.length, 45);
});

/** A test of curl has the challenges of all its exchanges; the header tells by the nonce which it answers. */
function findChallenge(
  { challenges, header, params }: CurlVector,
): DigestChallenge {
  const isProxy = header.startsWith("Proxy-");
  const values = challenges
    .filter((line) => line.startsWith("Proxy-") === isProxy)
    .map((line) => line.replace(/^[\w-]+: */, "").replaceAll("%CR", ""));
  const found = parseChallenges(values.join(", "))
    .filter(({ scheme }) => scheme === "digest")
    .map((challenge) => readDigest(challenge).challenge)
    .find((challenge) => challenge?.nonce === params["nonce"]);
  if (!found) throw new Error(`no challenge for ${header}`);
  return found;
}

conformanceTest("the challenges of RFC 7235 and others", () => {
  const cases = readJson<ChallengeCase[]>("digest/challenges.json");
  for (const { id, headers, expected } of cases) {
    const joined = new Headers();
    for (const header of headers) joined.append("www-authenticate", header);
    const challenges = parseChallenges(joined.get("www-authenticate") ?? "");
    const plain = challenges.map(({ params, ...rest }) => ({
      ...rest,
      params: Object.fromEntries(params),
    }));
    assertEquals(plain, [...expected], id);
  }
  assertEquals(cases.length, 10);
});
