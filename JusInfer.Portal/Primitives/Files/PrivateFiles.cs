using System.Collections.Immutable;
using Microsoft.Win32.SafeHandles;

namespace JusInfer.Portal.Primitives.Files;

/// <summary>
/// Creates folders (0700) and files (0600) that only the user of this process can open, whatever the umask. On Windows, they inherit the
/// access rules of the folder above.
/// </summary>
internal static class PrivateFiles
{
    private const UnixFileMode OfFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OfFolder = OfFile | UnixFileMode.UserExecute;

    /// <summary>EWOULDBLOCK of Linux and macOS, and ERROR_SHARING_VIOLATION of Windows.</summary>
    private static readonly ImmutableArray<int> LockedByAnother = [11, 35, unchecked((int)0x80070020)];

    /// <summary>
    /// Creates a folder, or restricts an existing one. A folder of another user and a shared temporary folder (sticky bit) stay as they
    /// are: their files are private all the same.
    /// </summary>
    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        var mode = Directory.CreateDirectory(path, OfFolder).UnixFileMode;
        if (mode == OfFolder || mode.HasFlag(UnixFileMode.StickyBit)) return;
        try
        {
            File.SetUnixFileMode(path, OfFolder);
        }
        catch (UnauthorizedAccessException)
        {
            // Another user owns the folder, for example the root of a mounted volume.
        }
    }

    /// <summary>Creates a file for reading and writing. Other processes may read it.</summary>
    /// <param name="path">The file; it must not exist.</param>
    /// <param name="sizeBytes">The space to reserve on the disk.</param>
    public static SafeFileHandle Create(string path, long sizeBytes)
    {
        var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read, FileOptions.None, sizeBytes);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, OfFile);
        return file;
    }

    /// <summary>Opens a file, which is created if it does not exist, so that no other process can open it until this one ends.</summary>
    /// <returns>The file to keep; null if another process has locked it.</returns>
    public static SafeFileHandle? TryLock(string path)
    {
        try
        {
            var file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, OfFile);
            return file;
        }
        catch (IOException fault) when (LockedByAnother.Contains(fault.HResult))
        {
            return null;
        }
    }

    /// <summary>What to do about files that this process cannot use: another user has made them, such as root with a restore.</summary>
    public static string AdviceOn(string paths, bool isFolder = false) =>
        $"The server runs as '{Environment.UserName}', which must own these files: chown {(isFolder ? "-R " : "")}{Environment.UserName} "
        + $"{paths}. Then start it again.";

    /// <summary>Restricts the files of a folder whose names match a pattern.</summary>
    public static void Restrict(string folder, string pattern)
    {
        if (OperatingSystem.IsWindows()) return;
        foreach (var path in Directory.EnumerateFiles(folder, pattern)) File.SetUnixFileMode(path, OfFile);
    }
}
