using JusInfer.Portal.Primitives.Files;
using Microsoft.Data.Sqlite;
using Microsoft.Win32.SafeHandles;

namespace JusInfer.Portal.Data.Sqlite;

/// <summary>
/// Makes this process the only server of a SQLite file. What another server changes is not announced in this process: a key that was
/// revoked there would stay valid here.
/// </summary>
/// <remarks>
/// The lock is on a file beside the database, because only SQLite itself may open that one (see <see cref="SqliteFileStamp"/>), and because
/// other programs and the commands may use the database meanwhile. The system releases it when the process ends, however it ends. The
/// file stays: a server that deleted it could delete the one that the next server has locked.
/// </remarks>
internal sealed class SqliteFileLock : IDisposable
{
    /// <summary>How long a start waits for a server that is about to end.</summary>
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(100);

    private readonly StoreOptions options;
    private readonly SafeFileHandle file;

    private SqliteFileLock(StoreOptions options, SafeFileHandle file) => (this.options, this.file) = (options, file);

    /// <exception cref="StoreUnavailableException">Another server has the lock, or the folder cannot be written.</exception>
    public static async Task<SqliteFileLock> TakeAsync(StoreOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var since = time.GetTimestamp();
        try
        {
            if (!Directory.Exists(options.Path)) PrivateFiles.CreateFolder(options.Path);
            while (true)
            {
                if (PrivateFiles.TryLock($"{options.SqliteFile}-lock") is { } file) return new SqliteFileLock(options, file);
                if (time.GetElapsedTime(since) >= MaxWait) throw new StoreUnavailableException(options, new SqliteFileInUseException());
                await Task.Delay(RetryDelay, time, cancellationToken);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException(options, fault);
        }
    }

    public void Dispose()
    {
        // The pool's connections move the log into the file when they close, which has to end before the next server reads it.
        using (var pooled = new SqliteConnection(options.SqliteConnectionString)) SqliteConnection.ClearPool(pooled);
        file.Dispose();
    }
}
