using System.Text;
using JusInfer.Portal.Primitives.Files;

namespace JusInfer.Portal.Usage.Journal;

/// <summary>
/// The processes that have calls in this journal folder: one file for each, which it keeps locked while it runs, and which says where it
/// is, so that a copy of it is recognized.
/// </summary>
internal sealed class JournalOwners(JournalOptions options, UsageJournal journal) : IDisposable
{
    private const string Extension = ".process";

    private readonly Dictionary<Guid, FileStream> own = [];

    /// <exception cref="JournalNotOwnedException">The folder or a file in it belongs to another user.</exception>
    public void Add(Guid process)
    {
        try
        {
            Lock(process);
        }
        catch (UnauthorizedAccessException fault)
        {
            throw new JournalNotOwnedException(options, fault);
        }
    }

    private void Lock(Guid process)
    {
        PrivateFiles.CreateFolder(options.Path);
        var path = PathOf(process);
        var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None);
        own.Add(process, file);
        PrivateFiles.Restrict(options.Path, $"*{Extension}");
        file.Write(Encoding.UTF8.GetBytes(FileIdentity.Read(path) ?? ""));
        file.Flush(flushToDisk: true);
    }

    /// <summary>
    /// Whether the file of a former process is the one that it locked: it has ended, then, since nobody locks it now. If it is another one,
    /// or was locked before the system started, this folder may be a copy of the one in which the process runs. Null where the file does
    /// not say, because an earlier release or another operating system wrote it, or because it was just removed.
    /// </summary>
    public bool? IsOriginal(Guid process)
    {
        try
        {
            var written = File.ReadAllText(PathOf(process));
            return written.Length == 0 ? null : written == FileIdentity.Read(PathOf(process));
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>The processes that have ended and whose calls are all stored. None, if a journal file could not be recovered.</summary>
    public IReadOnlyList<Guid> FindSettled()
    {
        return journal.FindLeftovers().Any(static path => !IsInUse(path)) ? [] : FindFormer();
    }

    /// <summary>
    /// The processes of this folder that do not keep it locked, in the order of their starts: they have ended, or the folder is a copy of
    /// theirs.
    /// </summary>
    public IReadOnlyList<Guid> FindFormer() => !Directory.Exists(options.Path) ? [] :
    [
        .. Directory.EnumerateFiles(options.Path, $"*{Extension}")
            .Where(static path => Guid.TryParseExact(Path.GetFileNameWithoutExtension(path), "N", out _) && !IsInUse(path))
            .OrderBy(File.GetLastWriteTimeUtc)
            .Select(static path => Guid.ParseExact(Path.GetFileNameWithoutExtension(path), "N")),
    ];

    public void Remove(Guid process)
    {
        if (own.Remove(process, out var file)) file.Dispose();
        File.Delete(PathOf(process));
    }

    public void Dispose()
    {
        foreach (var file in own.Values) file.Dispose();
    }

    private static bool IsInUse(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.None);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    private string PathOf(Guid process) => Path.Combine(options.Path, $"{process:N}{Extension}");
}
