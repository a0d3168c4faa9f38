using System.Diagnostics;

namespace JusInfer.Clients.Infrastructure;

/// <summary>An empty working folder and an empty home folder, both deleted at the end.</summary>
internal sealed class Workspace : IDisposable
{
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("jusinfer-agent-");

    public Workspace()
    {
        Home = root.CreateSubdirectory("home").FullName;
        Folder = root.CreateSubdirectory("work").FullName;
    }

    public string Home { get; }

    public string Folder { get; }

    /// <summary>Writes a settings file to the home folder.</summary>
    public void WriteHomeFile(string path, string content)
    {
        var file = new FileInfo(Path.Combine(Home, path));
        file.Directory!.Create();
        File.WriteAllText(file.FullName, content);
    }

    /// <summary>Creates a command that runs in this folder. Its proxy settings reject connections to other machines immediately.</summary>
    public Command Command(string program, IReadOnlyList<string> arguments, params (string Name, string Value)[] settings)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["HOME"] = Home,
            ["PATH"] = $"{Installation.Node}:/usr/local/bin:/usr/bin:/bin",
            ["SHELL"] = "/bin/bash",
            ["LANG"] = "C.UTF-8",
            ["TERM"] = "dumb",
            ["NO_COLOR"] = "1",
            ["CI"] = "1",
            ["HTTPS_PROXY"] = "http://127.0.0.1:9",
            ["NO_PROXY"] = "127.0.0.1,localhost",
        };
        foreach (var (name, value) in settings) environment[name] = value;
        return new Command(program, arguments, Folder, environment);
    }

    public void Dispose()
    {
        foreach (var process in RemainingProcesses()) process.Kill(entireProcessTree: true);
        root.Delete(recursive: true);
    }

    /// <summary>Processes that the client left running, recognized by their home folder.</summary>
    private IEnumerable<Process> RemainingProcesses()
    {
        foreach (var process in Process.GetProcesses())
        {
            if (EnvironmentOf(process.Id).Contains($"HOME={Home}", StringComparer.Ordinal)) yield return process;
            else process.Dispose();
        }
    }

    private static string[] EnvironmentOf(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/environ").Split('\0');
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
