/**
 * The programs from Debian packages that the wire tests use, where they are installed.
 *
 * @module
 */

/** A program that may be there or not. */
export interface Program {
  readonly name: string;
  installed(): boolean;
}

/** A program on the path. */
export interface PathProgram extends Program {
  /** Where it is; throws if it is not installed. */
  path(): string;
}

/** Servers stand in /usr/sbin, which is on the path of root only. */
const moreFolders = ["/usr/sbin", "/usr/local/sbin", "/sbin"];

/** A program of this name on the path, or where the system keeps its servers. */
export function programOf(name: string): PathProgram {
  return {
    name,
    installed: () => find(name) !== undefined,
    path: () => {
      const path = find(name);
      if (path === undefined) {
        throw new Error(`Cannot start ${name}: it is not installed`);
      }
      return path;
    },
  };
}

function find(name: string): string | undefined {
  const folders = (Deno.env.get("PATH") ?? "").split(":");
  return [...folders, ...moreFolders]
    .map((folder) => `${folder}/${name}`)
    .find(isFile);
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

/** Several programs that a test needs together. */
export function allOf(...programs: readonly Program[]): Program {
  return {
    name: programs.map(({ name }) => name).join(" and "),
    installed: () => programs.every((program) => program.installed()),
  };
}

export const nginx: PathProgram = programOf("nginx");
export const apache: PathProgram = programOf("apache2");
export const lighttpd: PathProgram = programOf("lighttpd");
export const curl: PathProgram = programOf("curl");
export const openssl: PathProgram = programOf("openssl");
export const squid: PathProgram = programOf("squid");
export const tinyproxy: PathProgram = programOf("tinyproxy");
export const danted: PathProgram = programOf("danted");
export const microsocks: PathProgram = programOf("microsocks");
export const haproxy: PathProgram = programOf("haproxy");

/** The module with which nginx answers in brotli, where Debian puts it. */
export const nginxBrotli: PathProgram = {
  name: "nginx with brotli",
  installed: () => nginx.installed() && isFile(brotliModule),
  path: () => brotliModule,
};

const brotliModule = "/usr/lib/nginx/modules/ngx_http_brotli_filter_module.so";

/** The Python that has gunicorn and httpbin: the system's, or another that stands before it on the path. */
export const gunicornHttpbin: PathProgram = {
  name: "gunicorn with httpbin",
  installed: () => findPython() !== undefined,
  path: () => {
    const path = findPython();
    if (path === undefined) {
      throw new Error("Cannot start gunicorn: it or httpbin is not installed");
    }
    return path;
  },
};

function findPython(): string | undefined {
  return ["/usr/bin/python3", find("python3") ?? ""].find((path) =>
    isFile(path) && hasModules(path)
  );
}

const probe = `
import importlib.util, sys
sys.exit(not all(map(importlib.util.find_spec, ["gunicorn", "httpbin"])))
`;

function hasModules(python: string): boolean {
  const command = new Deno.Command(python, { args: ["-c", probe] });
  return command.outputSync().success;
}
