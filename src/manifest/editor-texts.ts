/** What an editor shows of a property besides what the checker's schema says. */
export interface EditorText {
  /** Stands in for a description that is missing or too short there. */
  readonly description?: string;
  readonly examples: readonly unknown[];
}

const BROKER = "Filled in by the broker in its answers; leave it out.";
const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;

function text(example: unknown, description?: string): EditorText {
  return description === undefined ? { examples: [example] } : { description, examples: [example] };
}

/**
 * By the property's name, or by its definition's name and its own (`meta/name`) where one name means several
 * things. A test demands a description and an example of every property of the schema.
 */
export const EDITOR_TEXTS: ReadonlyMap<string, EditorText> = new Map([
  // The document
  [
    "executable",
    text({ kind: "uri:python-program-1.0" }, "What runs: a container, a notebook or a program."),
  ],
  [
    "compute",
    text({ cores: { min: 2 }, memory: { min: 4 } }, "The machine that the run needs, and what is mounted."),
  ],
  [
    "manifest/storage",
    text(
      [{ meta: { name: "results" }, size: { min: 1 } }],
      "Storage that the run needs, such as a place for results.",
    ),
  ],
  [
    "manifest/data",
    text(
      [{ meta: { name: "input-image" } }],
      "Data that the run reads. What the user gives is a placeholder of an abstract kind.",
    ),
  ],
  ["manifest/schedule", text({ requested: { duration: "PT1H" } }, "When the run should be, and how long.")],
  [
    "discovery",
    text({ title: "Square root" }, "What helps people find the program; never sent to a broker."),
  ],

  // Every component
  ["meta", text({ name: "input-image" }, "Name and description of this part.")],
  ["meta/name", text("input-image", "The name by which other parts refer to this one.")],
  [
    "meta/description",
    text("Your image, as a FITS or PNG file.", "What it is. Users read it where they fill in a placeholder."),
  ],
  ["uuid", text("5f1c2d6e-0000-4000-8000-000000000000", BROKER)],
  ["meta/url", text("https://broker.example.org/data/5f1c2d6e", BROKER)],
  ["created", text("2026-06-02T10:00:00Z", BROKER)],
  ["modified", text("2026-06-02T10:00:00Z", BROKER)],
  ["messages", text([], BROKER)],
  ["options", text([], BROKER)],
  [
    "schedule",
    text(
      { requested: { duration: "PT1H" } },
      "When this part is wanted; usually the whole run's schedule says it.",
    ),
  ],
  ["phase", text("PREPARING", BROKER)],
  ["costs", text([], "Limits on what this may cost, as the broker's own terms have them.")],
  ["metrics", text([], "Limits on what is measured, as the broker's own terms have them.")],

  // Executables
  [
    "image",
    text(
      { locations: ["registry.example.org/tools/square-root:1.4.0"], digest: DIGEST },
      "The container image.",
    ),
  ],
  ["locations", text(["registry.example.org/tools/square-root:1.4.0"])],
  ["digest", text(DIGEST)],
  ["platform", text({ architecture: "amd64", os: "linux" })],
  ["architecture", text("amd64", "The processor that the image is built for; amd64 when absent.")],
  ["os", text("linux", "The system that the image is built for; linux when absent.")],
  ["privileged", text(false)],
  [
    "entrypoint",
    text("/usr/bin/square-root", "The program that is started, in place of the image's own entry point."),
  ],
  [
    "command",
    text(["--input", "/input/table.csv"], "The words that the program is started with, one an item."),
  ],
  ["environment", text({ OMP_NUM_THREADS: "4" })],
  ["network", text({ ports: [{ internal: { port: 8888 } }] })],
  [
    "ports",
    text(
      [{ access: true, protocol: "HTTP", path: "/", internal: { port: 8888 } }],
      "The ports that the program listens on.",
    ),
  ],
  ["access", text(true, "Whether users are told the address of this port.")],
  ["protocol", text("HTTP", "How the port is spoken to.")],
  ["port/path", text("/lab", "The path part of its address.")],
  ["internal", text({ port: 8888 }, "The port inside the container.")],
  ["external", text({ port: 8888 }, BROKER)],
  ["port", text(8888, "The number of the port.")],
  [
    "singularityContainer/location",
    text("https://example.org/images/square-root-1.4.0.sif", "Where the image is: a web address."),
  ],
  [
    "jupyterNotebook/location",
    text("https://example.org/notebooks/square-root.ipynb", "Where the notebook is: a web address."),
  ],
  [
    "pythonProgram/location",
    text("https://example.org/group/square-root", "Where the program is: a web address."),
  ],
  [
    "requirements",
    text(
      { python: ">= 3.10", numpy: ">= 2.1" },
      "Python packages with their versions (PEP 440), `python` itself among them.",
    ),
  ],
  [
    "pythonProgram/type",
    text("uri:python-program-1.0", "The kind, as dialect A writes it; write `kind` instead."),
  ],
  ["pythonProgram/name", text("square-root", "The name, as dialect A writes it; write `meta.name` instead.")],
  [
    "pythonProgram/description",
    text("Takes square roots.", "What it is, as dialect A writes it; write `meta.description` instead."),
  ],

  // Compute, volumes and storage
  ["cores", text({ min: 2, max: 8 }, "The least and the most of processor cores.")],
  ["memory", text({ min: 4 }, "The least and the most of memory, in GiB.")],
  ["size", text({ min: 10 }, "The least and the most of storage, in GiB.")],
  ["min", text(2, "The least that will do: a whole number, without a unit.")],
  ["max", text(8, "The most that is of use: a whole number, without a unit.")],
  [
    "volumes",
    text(
      [{ path: "/input", mode: "READONLY", resource: "input-image" }],
      "Data and storage that are mounted into the container.",
    ),
  ],
  ["path", text("/input", "Where it is mounted in the container.")],
  ["mode", text("READONLY", "READONLY for data, READWRITE for results; READONLY when absent.")],
  ["resource", text("input-image", "The name (`meta.name`) of the data or storage that is mounted.")],
  ["simpleStorageResource/data", text([], BROKER)],

  // Data
  ["location", text("https://example.org/data/table.csv", "Where the data is: a web address.")],
  ["storage", text("scratch", "The name of the storage that will hold it.")],
  ["s3DataResource/endpoint", text("https://s3.example.org", "The address of the S3 service.")],
  ["endpoint", text("https://rucio.example.org", "The address of the Rucio service.")],
  ["template", text("https://{bucket}.s3.example.org/{object}", "How the service makes addresses.")],
  ["bucket", text("survey-images", "The name of the bucket.")],
  ["s3DataResource/object", text("2026/image.fits", "The name of the object; the whole bucket when absent.")],
  ["object", text("image.fits", "The name of the file, container or dataset.")],
  ["ivoa", text({ ivoid: "ivo://example.org/survey?image" }, "What the IVOA's metadata say of the data.")],
  ["ivoid", text("ivo://example.org/survey?image", "The IVOA identifier of the data.")],
  ["obscore", text({ dataproduct_type: "image" }, "The data's row of ObsCore, as far as it matters.")],
  ["obs_id", text("survey-0042", "ObsCore: name of the observation.")],
  ["obs_collection", text("Example Survey", "ObsCore: collection that the data belongs to.")],
  [
    "obs_publisher_did",
    text("ivo://example.org/survey?image", "ObsCore: identifier given by the publisher."),
  ],
  ["obs_creator_did", text("ivo://example.org/creator?image", "ObsCore: identifier given by the creator.")],
  ["dataproduct_type", text("image", "ObsCore: kind of the data.")],
  ["calib_level", text(2, "ObsCore: how far the data is calibrated, from 0 (raw) to 4 (analysed).")],
  ["access_url", text("https://example.org/data/image.fits", "Where the data can be fetched.")],
  ["access_format", text("image/fits", "ObsCore: media type of the data.")],
  ["datalink", text({ semantics: "#this" }, "The data's row of DataLink, as far as it matters.")],
  ["ID", text("ivo://example.org/survey?image", "DataLink: identifier of the data.")],
  ["service_def", text("cutout", "DataLink: name of the service that gives it.")],
  ["error_message", text("NotFoundFault: no such image", "DataLink: why there is no link.")],
  ["ivoaBlock/description", text("The image in the r band.", "DataLink: what the link leads to.")],
  ["semantics", text("#this", "DataLink: what the link is to the data.")],
  ["content_type", text("image/fits", "DataLink: media type of what the link leads to.")],
  ["content_length", text(1048576, "DataLink: size in bytes.")],
  ["content_qualifier", text("image", "DataLink: kind of the data.")],
  ["local_semantics", text("r-band", "DataLink: what the link is in the publisher's own words.")],
  ["link_auth", text("false", "DataLink: whether a sign-in is needed.")],
  ["link_authorized", text("true", "DataLink: whether the caller may follow it.")],
  ["rucio", text({ scope: "survey", object: "image.fits" }, "Where it is in Rucio.")],
  ["scope", text("survey", "The scope in Rucio.")],
  ["rucioDataResource/type", text("FILE", "Whether it is a file, a container or a dataset.")],
  [
    "skao",
    text({ namespace: "survey", objectname: "image.fits" }, "Where it is in the data lake of the SKAO."),
  ],
  ["namespace", text("survey", "The namespace in the data lake.")],
  ["objectname", text("image.fits", "The name in the data lake.")],
  ["objecttype", text("FILE", "Whether it is a file, a container or a dataset.")],
  ["datasize", text(1048576, "The size in bytes.")],
  ["checksum", text({ type: "md5", value: "d41d8cd98f00b204e9800998ecf8427e" }, "A checksum of the data.")],
  ["skaoDataResource/type", text("md5", "How the checksum is made.")],
  ["value", text("d41d8cd98f00b204e9800998ecf8427e", "The checksum.")],
  [
    "replicas",
    text([{ rsename: "SITE-A", dataurl: "https://example.org/image.fits" }], "Copies that are known."),
  ],
  ["rsename", text("SITE-A", "The storage element that has the copy.")],
  ["dataurl", text("https://example.org/image.fits", "The address of the copy.")],

  // Schedule
  ["requested", text({ duration: "PT1H" }, "What is asked for.")],
  [
    "duration",
    text("PT1H", "How long the run may take, as an ISO 8601 duration: PT30M is 30 minutes, PT2H two hours."),
  ],
  [
    "start",
    text("2026-12-01T09:00:00Z/PT8H", "The time in which the run may begin, as an ISO 8601 interval."),
  ],

  // Discovery
  [
    "discovery/name",
    text("square-root", "Tells documents of one folder apart: small letters, digits and hyphens."),
  ],
  ["title", text("Square root", "The program's name as people say it.")],
  [
    "summary",
    text(
      "Takes the square root of every number in a table.",
      "One sentence on what it does, of at most 160 characters.",
    ),
  ],
  ["discovery/description", text("Reads a table and …", "More about it, in Markdown.")],
  ["version", text("1.4.0", "The program's version, in quotes.")],
  ["license", text("Apache-2.0", "The licence, as an SPDX expression.")],
  ["homepage", text("https://example.org/square-root", "The program's page.")],
  ["documentation", text("https://example.org/square-root/manual", "Where its documentation is.")],
  ["repository", text("https://example.org/group/square-root", "Where its source code is.")],
  ["issues", text("https://example.org/group/square-root/issues", "Where faults are reported.")],
  ["authors", text([{ name: "Ada Example", orcid: "0000-0002-1825-0097" }], "Who wrote it.")],
  ["authors/name", text("Ada Example", "The name of a person or group.")],
  ["orcid", text("0000-0002-1825-0097", "Their ORCID.")],
  ["affiliation", text("Example Institute", "Where they work.")],
  ["publications", text([{ doi: "10.1000/182" }], "What to cite.")],
  ["doi", text("10.1000/182", "The DOI, without the address of a resolver.")],
  ["bibcode", text("2018PASA...35...11H", "The bibcode that the ADS gives it.")],
  ["publications/url", text("https://example.org/paper", "The address of a work without DOI.")],
  ["keywords", text(["Gaussian fitting"], "Free words, besides the terms.")],
  [
    "terms",
    text(
      { input: ["image"] },
      "Terms of the catalogue's vocabularies, by facet: what people find the program by.",
    ),
  ],
  [
    "inputs",
    text(
      { "input-image": { formats: ["FITS"] } },
      "What may be put in the place of each placeholder, by its name.",
    ),
  ],
  ["inputs/terms", text(["image"], "Terms for the kind of data.")],
  ["formats", text(["FITS"], "The file formats that the program reads.")],
  ["sample", text("https://example.org/data/sample.fits", "The address of data to try the program with.")],
  [
    "parameters",
    text([{ name: "threshold", type: "number", argument: "--threshold {}" }], "What a user may set."),
  ],
  ["parameters/name", text("threshold", "The parameter's name.")],
  [
    "parameters/description",
    text("How many times the noise a source must reach.", "What it does, for users."),
  ],
  ["type", text("number", "The kind of value; string when absent.")],
  ["choices", text(["fast", "exact"], "The values to choose from, when the type is choice.")],
  ["default", text("5", "The value when the user gives none.")],
  ["required", text(false, "Whether the user must give a value.")],
  ["argument", text("--threshold {}", "Words of the command, with {} in the place of the value.")],
  ["parameters/environment", text("THRESHOLD", "The environment variable that carries the value.")],
  ["role", text("packager", "Whose document this is: the developer's, a packager's or a publisher's.")],
  [
    "derivedFrom",
    text(
      "github.com/group/square-root",
      "The path of the entry that this document is made from, or the address of its document.",
    ),
  ],
  [
    "layers",
    text(
      ["github.com/packagers/square-root"],
      "Paths of entries that package this program with the author's knowledge.",
    ),
  ],
  ["listed", text(false, "false asks catalogues not to list it.")],
]);
