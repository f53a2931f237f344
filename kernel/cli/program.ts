import { Argument, Command, Option } from "commander"
import { version } from "../installation.ts"
import type { State } from "../flow/state.ts"
import { terminalText } from "../session/format/terminalText.ts"
import { addParameter, addValue, duration, positiveInteger } from "./parameters.ts"
import type { CheckOptions } from "./commands/check.ts"
import type { CleanOptions } from "./commands/clean.ts"
import type { Shell } from "./commands/completion.ts"
import type { ConvertOptions } from "./commands/convert.ts"
import type { DeleteOptions } from "./commands/delete.ts"
import type { ExecuteOptions } from "./commands/execute.ts"
import type { GraphOptions } from "./commands/graph.ts"
import type { KernelInstallOptions, KernelOptions } from "./commands/kernelInstall.ts"
import type { LogsOptions } from "./commands/logs.ts"
import type { RerunOptions } from "./commands/rerun.ts"
import type { RunOptions } from "./commands/run.ts"
import type { RunsOptions } from "./commands/runs.ts"
import type { ShowOptions } from "./commands/show.ts"

const runStates: readonly State[] = ["running", "completed", "failed", "timedOut", "crashed", "cancelled"]

/** Told the exit code of the command that ran. */
export type Finish = (exitCode: number) => void

/**
 * The command line: its commands, what they take, and their help. A command's code is loaded when it runs, so that the
 * others don't wait for it.
 */
export function createProgram(finish: Finish): Command {
  const program = new Command("tsnb")
    .description("TypeScript notebooks whose cells can be tasks of a cached, retried flow")
    .version(version, "-v, --version", "print the version")
    .helpOption("-h, --help", "show help")
    .helpCommand("help [command]", "show help for a command")
    .showSuggestionAfterError()
    // Its errors name what was typed, which may be a file's name.
    .configureOutput({ writeErr: (text) => void process.stderr.write(terminalText(text)) })
    .addHelpText("after", helpAfter)

  addRunCommands(program, finish)
  addNotebookCommands(program, finish)
  addHistoryCommands(program, finish)
  addEditorCommand(program, finish)
  addDeleteCommand(program, finish)
  addCleanCommand(program, finish)
  addJupyterCommands(program, finish)
  addCompletionCommand(program, finish)
  return program
}

function addRunCommands(program: Command, finish: Finish): void {
  command(
    program,
    "run",
    "run a notebook; what hasn't changed comes from the cache",
    "tsnb run examples/taxi.tsnb -p valPath=data/green_tripdata_2023-03.parquet",
  )
    .argument("<notebook>", "the notebook's file")
    .addOption(new Option("-p, --parameter <name=value>", "a parameter's value; repeatable").argParser(addParameter))
    .option("--fresh", "run every task, whatever the cache holds")
    .addOption(new Option("--only <task>", "run only this task and what it needs; repeatable").argParser(addValue))
    .option("--from <task>", "run this task and all after it again")
    .addOption(new Option("--concurrency <number>", "how many tasks may run at once").argParser(positiveInteger))
    .option("--store <folder>", "keep the run and its results in this folder (default: .tsnb beside the notebook)")
    .addOption(quietOption())
    .option("--json", "print one event per line, as JSON")
    .action(async (notebook: string, options: RunOptions) => {
      finish(await (await import("./commands/run.ts")).run(notebook, options))
    })

  withPlace(
    command(
      program,
      "rerun",
      "run the notebook of an earlier run again, with its parameters; what completed comes from the cache",
      "tsnb rerun --preview",
    ),
  )
    .argument("[run]", "id of a run, or its beginning, or a notebook, for its latest run (default: the latest)")
    .addOption(
      new Option(
        "-p, --parameter <name=value>",
        "a parameter's new value, or the value of a secret parameter; repeatable",
      ).argParser(addParameter),
    )
    .option("--from <task>", "run this task and all after it again")
    .option("--preview", "only say what would run, and why")
    .addOption(quietOption())
    .option("--json", "print one event per line, as JSON; with --preview, the preview as JSON")
    .action(async (run: string | undefined, options: RerunOptions) => {
      finish(await (await import("./commands/rerun.ts")).rerun(run, options))
    })
}

function quietOption(): Option {
  return new Option("-q, --quiet", "print only the values that are shown, what fails, and the last line").conflicts(
    "json",
  )
}

function addNotebookCommands(program: Command, finish: Finish): void {
  command(program, "graph", "show which task waits for which", "tsnb graph taxi.tsnb --format mermaid")
    .argument("<notebook>", "the notebook's file")
    .addOption(new Option("--format <format>", "how to write it").choices(["text", "mermaid", "json"]).default("text"))
    .action(async (notebook: string, options: GraphOptions) => {
      finish(await (await import("./commands/graph.ts")).graph(notebook, options))
    })

  command(program, "check", "find problems in notebooks without running them", "tsnb check examples/")
    .argument("<path...>", "notebooks, or folders with notebooks in them")
    .option("--types", "find type errors, too")
    .option("--json", "print the problems as JSON")
    .action(async (paths: string[], options: CheckOptions) => {
      finish(await (await import("./commands/check.ts")).check(paths, options))
    })

  command(program, "convert", "convert a notebook to another format", "tsnb convert taxi.tsnb taxi.html")
    .argument("<from>", "the notebook: .tsnb or .ipynb")
    .argument("<to>", "the file to make: .ipynb, .html, .ts, .mts or .tsnb")
    .option("--report", "make a page for people who don't code: the code is hidden, and can be shown (.html)")
    .option("--no-outputs", "leave out what the cells have shown")
    .option("--run <run>", "take the outputs of this run, by its id or its beginning (default: the latest)")
    .option("--store <folder>", "look for the run in this store (default: .tsnb beside the notebook)")
    .option("-f, --force", "replace the file when it is there already")
    .option("--stdin", "read the notebook's text from standard input; <from> says where it belongs")
    .action(async (from: string, to: string, options: ConvertOptions) => {
      finish(await (await import("./commands/convert.ts")).convertFile(from, to, options))
    })

  command(program, "new", "make a small notebook to begin with", "tsnb new first.tsnb")
    .argument("<file>", "the file to make; it must not be there yet")
    .action(async (file: string) => {
      finish(await (await import("./commands/new.ts")).newNotebook(file))
    })
}

function addHistoryCommands(program: Command, finish: Finish): void {
  withPlace(command(program, "runs", "list the latest runs", "tsnb runs taxi.tsnb --limit 5"))
    .addArgument(new Argument("[notebook]", "only the runs of this notebook"))
    .addOption(new Option("--limit <number>", "how many at most (default: 20)").argParser(positiveInteger))
    .addOption(new Option("--each <number>", "how many at most of each notebook").argParser(positiveInteger))
    .addOption(new Option("--state <state>", "only those in this state").choices(runStates))
    .option("--json", "print the runs as JSON")
    .action(async (notebook: string | undefined, options: RunsOptions) => {
      finish(await (await import("./commands/runs.ts")).runs(notebook, options))
    })

  withPlace(command(program, "show", "show what happened in a run", "tsnb show mabc12"))
    .argument("[run]", "id of a run, or its beginning, or a notebook, for its latest run (default: the latest)")
    .option("--json", "print it as JSON")
    .action(async (run: string | undefined, options: ShowOptions) => {
      finish(await (await import("./commands/show.ts")).show(run, options))
    })

  withPlace(
    command(program, "logs", "print what a run's tasks wrote", "tsnb logs mabc12 --task trainBestModel --follow"),
  )
    .argument("[run]", "id of a run, or its beginning, or a notebook, for its latest run (default: the latest)")
    .option("-t, --task <task>", "only what this task wrote")
    .option("-f, --follow", "go on until the run ends")
    .option("--json", "print one event per line, as JSON")
    .action(async (run: string | undefined, options: LogsOptions) => {
      finish(await (await import("./commands/logs.ts")).logs(run, options))
    })
}

/** For editors, which speak by standard input and output: no help tells of it. */
function addEditorCommand(program: Command, finish: Finish): void {
  program.command("history", { hidden: true }).action(async () => {
    finish(await (await import("./commands/history.ts")).history())
  })
}

function addDeleteCommand(program: Command, finish: Finish): void {
  withPlace(
    command(program, "delete", "delete runs from the history; what they computed stays cached", "tsnb delete mabc12"),
  )
    .argument("[run...]", "ids of runs, or their beginnings; with the options, a notebook whose runs alone are meant")
    .addOption(
      new Option("--older-than <duration>", "runs that started longer ago than this, such as 12h or 90d").argParser(
        duration,
      ),
    )
    .addOption(
      new Option("--keep <number>", "all runs except the latest ones of each notebook, this many").argParser(
        positiveInteger,
      ),
    )
    .option("--preview", "only say what would be deleted")
    .action(async (runs: string[], options: DeleteOptions) => {
      finish(await (await import("./commands/delete.ts")).deleteRuns(runs, options))
    })
}

function addCleanCommand(program: Command, finish: Finish): void {
  withPlace(
    command(
      program,
      "clean",
      "remove kept results, so that tasks run again; the run history stays",
      "tsnb clean taxi.tsnb --older-than 30d",
    ),
  )
    .addArgument(new Argument("[notebook]", "only the results of this notebook"))
    .option("-t, --task <task>", "only the results of this task")
    .addOption(
      new Option("--older-than <duration>", "only results older than this, such as 12h or 30d").argParser(duration),
    )
    .option("--preview", "only say what would be removed")
    .option("--json", "print it as JSON")
    .action(async (notebook: string | undefined, options: CleanOptions) => {
      finish(await (await import("./commands/clean.ts")).clean(notebook, options))
    })
}

function addJupyterCommands(program: Command, finish: Finish): void {
  command(
    program,
    "execute",
    "run the cells of a Jupyter notebook and write their outputs",
    "tsnb execute report.ipynb",
  )
    .argument("<notebook>", "the notebook's file, .ipynb")
    .option("--output <file>", "write to this file and leave the notebook as it is")
    .option("--allow-errors", "go on after a cell that fails")
    .option("--store <folder>", "keep results in this folder (default: .tsnb beside the notebook)")
    .addOption(new Option("--timeout <duration>", "how long a cell may take, such as 30s or 10m").argParser(duration))
    .action(async (notebook: string, options: ExecuteOptions) => {
      finish(await (await import("./commands/execute.ts")).execute(notebook, options))
    })

  const kernel = command(program, "kernel", "let Jupyter run TypeScript with tsnb", "tsnb kernel install")
  withKernelPlace(command(kernel, "install", "register tsnb's kernel with Jupyter", "tsnb kernel install --sys-prefix"))
    .option("--display-name <text>", "the name that front ends show (default: TypeScript and the name)")
    .option("--force", "replace a kernel of that name even when it isn't tsnb's")
    .action(async (options: KernelInstallOptions) => {
      finish(await (await import("./commands/kernelInstall.ts")).kernelInstall(options))
    })

  withKernelPlace(command(kernel, "uninstall", "remove tsnb's kernel from Jupyter", "tsnb kernel uninstall"))
    .option("--force", "remove a kernel of that name even when it isn't tsnb's")
    .action(async (options: KernelOptions) => {
      finish(await (await import("./commands/kernelUninstall.ts")).kernelUninstall(options))
    })
}

function addCompletionCommand(program: Command, finish: Finish): void {
  command(
    program,
    "completion",
    "print a script that completes commands and options in a shell",
    'eval "$(tsnb completion bash)"',
  )
    .addArgument(new Argument("<shell>", "the shell").choices(["bash", "fish", "powershell", "zsh"]))
    .action(async (shell: Shell) => {
      finish((await import("./commands/completion.ts")).completion(program, shell))
    })
}

function withKernelPlace(command: Command): Command {
  return command
    .option("--user", "only for you, in every Python environment (default)")
    .option("--sys-prefix", "for the active Python environment")
    .option("--prefix <folder>", "in share/jupyter/kernels of this folder, such as /usr/local")
    .option("--name <name>", "the kernel's name (default: tsnb)")
}

function command(program: Command, name: string, description: string, example: string): Command {
  return program.command(name).description(description).addHelpText("after", `\nExample:\n  ${example}`)
}

function withPlace(command: Command): Command {
  return command
    .option("--notebook <file>", "look in the store beside this notebook")
    .option("--store <folder>", "look in this store (default: .tsnb here and in the folders below)")
}

const helpAfter = `
Example:
  tsnb new first.tsnb
  tsnb run first.tsnb

Exit codes:
  0    completed
  1    failed
  2    wrong usage, or a notebook with problems
  130  cancelled

Environment:
  TSNB_STORE=…  keep the runs and results of all notebooks in this folder
  TSNB_DEBUG=1  print where an unexpected error came from
  NO_COLOR=1    print without colours`
