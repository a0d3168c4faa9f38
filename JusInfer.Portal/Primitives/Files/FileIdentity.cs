using System.Runtime.InteropServices;

namespace JusInfer.Portal.Primitives.Files;

/// <summary>What a copy of a file does not have: device and inode, and the boot of the system in which they were read.</summary>
internal static class FileIdentity
{
    private const string BootPath = "/proc/sys/kernel/random/boot_id";
    private const int CurrentFolder = -100;
    private const uint AskForInode = 0x100;

    /// <summary>
    /// Equal texts are of one file. A disk that another machine starts from has the same inodes, and another boot. Null where the system
    /// does not tell, as on macOS and Windows.
    /// </summary>
    public static string? Read(string path)
    {
        if (!OperatingSystem.IsLinux() || !File.Exists(BootPath)) return null;
        var status = new byte[256];
        try
        {
            if (ReadStatus(CurrentFolder, path, flags: 0, AskForInode, status) != 0) return null;
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }

        var (major, minor) = (BitConverter.ToUInt32(status, 0x88), BitConverter.ToUInt32(status, 0x8C));
        return $"{File.ReadAllText(BootPath).Trim()} {major}:{minor} {BitConverter.ToUInt64(status, 0x20)}";
    }

    /// <summary>statx(2): the layout of what it writes is the same on every architecture.</summary>
    [DllImport("libc", EntryPoint = "statx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ReadStatus(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, byte[] status);
}
