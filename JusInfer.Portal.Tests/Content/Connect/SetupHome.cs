using System.Diagnostics;
using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.Portal.Tests.Content.Connect;

/// <summary>A temporary home folder in which setup scripts run.</summary>
internal sealed class SetupHome : IDisposable
{
    public const string Key = "jinf_0123456789abcdef";
    public const string BackupSuffix = ".jusinfer-backup";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("jusinfer-setup-");

    /// <summary>The folders in which the script finds programs.</summary>
    public string SearchPath { get; set; } = Environment.GetEnvironmentVariable("PATH")!;

    public SetupHome With(string path, string text)
    {
        var file = new FileInfo(Path.Combine(folder.FullName, path));
        file.Directory!.Create();
        File.WriteAllText(file.FullName, text);
        return this;
    }

    public string Read(string path) => File.ReadAllText(Path.Combine(folder.FullName, path));

    /// <summary>Every file with its content, by path.</summary>
    public SortedDictionary<string, string> Files() => new(
        Directory.EnumerateFiles(folder.FullName, "*", SearchOption.AllDirectories).ToDictionary(file => Path.GetRelativePath(folder.FullName, file), File.ReadAllText),
        StringComparer.Ordinal);

    /// <summary>Runs a script under dash without a terminal.</summary>
    public Task<(int Exit, string Output)> RunAsync(string script, string? key = Key, params string[] arguments) =>
        RunAsync("setsid", ["/bin/dash", "-s", "--", .. arguments], script, key);

    public async Task<(int Exit, string Output)> RunPowerShellAsync(string script, params string[] arguments)
    {
        var file = With("setup.ps1", script).folder.FullName + "/setup.ps1";
        var result = await RunAsync("pwsh", ["-NoProfile", "-NonInteractive", "-File", file, .. arguments], "", Key);
        File.Delete(file);
        return result;
    }

    public void Dispose() => folder.Delete(recursive: true);

    private async Task<(int Exit, string Output)> RunAsync(string program, string[] arguments, string input, string? key)
    {
        var start = new ProcessStartInfo(program, arguments);
        start.Environment.Clear();
        start.Environment["HOME"] = folder.FullName;
        start.Environment["PATH"] = SearchPath;
        start.Environment["SHELL"] = "/bin/bash";
        if (key is not null) start.Environment["JUSINFER_API_KEY"] = key;
        var (exit, output, errors) = await OtherProgram.RunAsync(start, input);
        return (exit, output + errors);
    }
}
