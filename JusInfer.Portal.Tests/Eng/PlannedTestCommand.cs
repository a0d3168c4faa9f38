using System.Diagnostics;
using System.Globalization;
using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.Portal.Tests.Eng;

/// <summary>
/// <c>eng/test.sh</c> in a folder of its own, in which all that it would install is there and <c>dotnet</c> is a script: it builds and
/// restores nothing, and the tests of a project end as planned. A run without a plan has one test, which passes.
/// </summary>
internal sealed class PlannedTestCommand : IDisposable
{
    private const string Dotnet = """
        #!/usr/bin/env bash
        plan=$(dirname "$0")/../plan
        case $1 in
          build)
            [[ " $* " != *Analyze=true* ]] || [ ! -e "$plan/findings" ] || { cat "$plan/findings"; exit 1; }
            exit "$(cat "$plan/build")"
            ;;
          format) exit "$(cat "$plan/format")" ;;
          restore) exit 1 ;;
        esac
        stage=$(basename "$1" .dll)
        [[ " $* " != *' -trait Stage=Suites '* ]] || stage=suites
        echo "$* " >>"$plan/$stage.runs"
        run=$plan/$stage.$(wc -l <"$plan/$stage.runs")
        [ -e "$run" ] || { run=$plan/default; }
        exit=$(cat "$run")
        [ "$exit" != 130 ] || kill -INT 0
        [ "$exit" != 124 ] || { echo '    N.A.Two [STARTING]'; sleep 600; }
        [ ! -e "$run.xml" ] || cp "$run.xml" "${@: -1}"
        [ ! -e "$run.left" ] || sleep 60 &
        exit "$exit"
        """;

    private const string OneStream = "exec bash \"$0\" \"$@\" 2>&1";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("jinf-command-");

    public PlannedTestCommand()
    {
        string[] scripts = [Repository.PathOf("eng", "test.sh"), .. Directory.GetFiles(Repository.PathOf("eng", "tests"))];
        foreach (var file in scripts) Write(Path.GetRelativePath(Repository.Root, file), File.ReadAllText(file));
        Write("eng/clients.sh", "");
        Write("JusInfer.E2E/identity-provider/package-lock.json", "{}");
        Write("JusInfer.E2E/identity-provider/node_modules/.installed-from", "{}");
        string[] installed = ["chromium", "chromium-headless-shell", "sqlite3", "apt-get"];
        foreach (var program in installed) WriteProgram(program, "#!/bin/sh\n");
        WriteProgram("dotnet", Dotnet);
        Write("plan/build", "0");
        Write("plan/format", "0");
        Plan("default", PlannedRun.Of("D.One passes"));
        File.Move(PathOf("plan/default.1"), PathOf("plan/default"));
        File.Move(PathOf("plan/default.1.xml"), PathOf("plan/default.xml"));
    }

    /// <summary>The time after which a test hangs.</summary>
    public TimeSpan HungAfter { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Sets what the runs of a stage do, the first one first.</summary>
    public void Plan(string stage, params PlannedRun[] runs)
    {
        for (var i = 0; i < runs.Length; i++)
        {
            Write($"plan/{stage}.{i + 1}", runs[i].Exit.ToString(CultureInfo.InvariantCulture));
            if (runs[i].Results is { } results) Write($"plan/{stage}.{i + 1}.xml", results);
            if (runs[i].LeavesProcess) Write($"plan/{stage}.{i + 1}.left", "");
        }
    }

    /// <summary>Git says that these files differ from each commit but "unknown", which it does not know.</summary>
    public void Change(params string[] files)
    {
        foreach (var file in files) Write(file, "");
        Write("plan/changed", string.Concat(files.Select(static file => $"{file}\n")));
        WriteProgram("git", """
            #!/usr/bin/env bash
            [[ " $* " != *' unknown '* ]] || { echo 'fatal: bad revision' >&2; exit 128; }
            [ "$3" != diff ] || cat "$(dirname "$0")/../plan/changed"
            """);
    }

    /// <summary>What the change leads to: the namespaces, and the journeys.</summary>
    public async Task<string[]> SelectAsync()
    {
        SlowAttribute.Require("a process");
        var start = WithPrograms(new ProcessStartInfo("node", [PathOf("eng/tests/changed.mjs"), folder.FullName]));
        var (exit, output, errors) = await OtherProgram.RunAsync(start);
        exit.ShouldBe(0, errors);
        return output.Split('\n')[..^1];
    }

    public void FailBuild() => Write("plan/build", "1");

    /// <summary>The analyzers find something in what compiles.</summary>
    public void Find(string finding) => Write("plan/findings", finding);

    public void FailFormat() => Write("plan/format", "1");

    /// <summary>Nothing can read results any more.</summary>
    public void FailReading() => Write("eng/tests/results.mjs", "throw new Error('broken')");

    /// <summary>The arguments of each run of a stage in the last run of the command.</summary>
    public List<string> RunsOf(string stage)
    {
        var runs = PathOf($"plan/{stage}.runs");
        return File.Exists(runs) ? [.. File.ReadAllLines(runs)] : [];
    }

    public async Task<(int Exit, string Output, string[] Lines)> RunAsync(params string[] options)
    {
        SlowAttribute.Require("a process");
        foreach (var file in folder.GetFiles("plan/*.runs")) file.Delete();

        // A process group of its own, as a terminal gives it: a Ctrl-C in it must not end this process.
        var start = new ProcessStartInfo("setsid", ["--wait", "bash", "-c", OneStream, PathOf("eng/test.sh"), .. options])
        {
            Environment = { ["JUSINFER_TEST_HUNG_SECONDS"] = $"{HungAfter.TotalSeconds:0}" },
        };
        var (exit, output, _) = await OtherProgram.RunAsync(WithPrograms(start));
        return (exit, output, output.TrimEnd().Split('\n'));
    }

    private ProcessStartInfo WithPrograms(ProcessStartInfo start)
    {
        start.Environment["PATH"] = $"{PathOf("bin")}:{Environment.GetEnvironmentVariable("PATH")}";
        return start;
    }

    public void Dispose() => folder.Delete(recursive: true);

    private string PathOf(string path) => Path.Combine(folder.FullName, path);

    private void WriteProgram(string name, string script)
    {
        Write($"bin/{name}", script);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(PathOf($"bin/{name}"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(path))!);
        File.WriteAllText(PathOf(path), text);
    }
}
