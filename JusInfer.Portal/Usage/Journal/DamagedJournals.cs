using JusInfer.Portal.Primitives.Files;

namespace JusInfer.Portal.Usage.Journal;

/// <summary>
/// Keeps what could not be read of journals under another name, so that no start reads or deletes it, and an operator can look at it.
/// </summary>
internal sealed class DamagedJournals(JournalOptions options)
{
    private const string Extension = ".damaged";

    /// <summary>The files that are kept. An operator deletes them.</summary>
    public IReadOnlyList<string> Find() => Directory.Exists(options.Path) ? Directory.GetFiles(options.Path, $"*{Extension}") : [];

    /// <summary>Keeps a journal file whose other calls are stored.</summary>
    public static void Keep(string path) => File.Move(path, KeptAs(path), overwrite: true);

    /// <summary>The name of a journal file that is kept.</summary>
    public static string KeptAs(string path) => path + Extension;

    /// <summary>Keeps copies of intents of a node that was taken over.</summary>
    /// <returns>The file.</returns>
    public string Keep(Guid node, IEnumerable<byte[]> copies)
    {
        var path = Path.Combine(options.Path, $"{node:N}.copies{Extension}");
        PrivateFiles.CreateFolder(options.Path);
        File.Delete(path);
        byte[] all = [.. copies.SelectMany(static copy => copy)];
        using var file = PrivateFiles.Create(path, all.Length);
        RandomAccess.Write(file, all, fileOffset: 0);
        RandomAccess.FlushToDisk(file);
        return path;
    }
}
