using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Primitives.Files;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SQLitePCL;

namespace JusInfer.Portal.Data.Sqlite;

/// <summary>
/// Recognizes a write-ahead log (<c>-wal</c>) that was not written for the database file beside it, because that file was replaced by a
/// backup after the process was killed. SQLite would apply the log to it, which undoes the restore or damages the file: nothing in the
/// format connects the two.
/// </summary>
/// <remarks>
/// Each start sets the schema version in the file's header to a random number, and notes it in a file of its own. SQLite's backup functions
/// count on from the version of the file that they write, so a backup into a new file has another one. <c>VACUUM</c> and changes of the
/// schema by hand add one each; the copy of <c>VACUUM INTO</c> has one more, too, but it is no file in WAL mode.
/// Modification times say nothing: a log is newer than its own database, too, and a checkpoint makes the database newer.
/// <para>
/// Only SQLite itself opens the file. Closing any other descriptor of it drops all locks that this process has on it
/// (<see href="https://www.sqlite.org/howtocorrupt.html"/>, 2.2), and the next program that closes the database deletes the log of the
/// running server.
/// </para>
/// </remarks>
internal sealed partial class SqliteFileStamp(
    StoreOptions options, IDbContextFactory<PortalDbContext> contexts, TimeProvider time, ILogger<SqliteFileStamp> logger)
{
    /// <summary>Higher than those of backups, which count from one.</summary>
    private const int MinStamp = 1 << 24;

    /// <summary>How many changes of the schema by hand between two starts do not make a file another one.</summary>
    private const int MaxChanges = 1000;

    /// <summary>Where the header says whether the file is in WAL mode, and what it says then (SQLite's file format, 1.3.3).</summary>
    private const int ModeOffset = 18;
    private const byte WalMode = 2;

    /// <summary>The stamp of this process in the database, also if only its log has it.</summary>
    private int? written;

    /// <summary>Whether the log of this process can be recognized.</summary>
    public bool IsNoted { get; private set; }

    private string StampFile => $"{options.SqliteFile}-stamp";

    /// <summary>Moves a log aside that belongs to another file. Before anything opens the database.</summary>
    public void SetAsideForeignLog()
    {
        var log = new FileInfo($"{options.SqliteFile}-wal");
        if (!log.Exists || log.Length == 0 || Belongs()) return;
        var suffix = $".aside-{time.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}";
        var kept = $"{log.FullName}{suffix}";
        File.Move($"{options.SqliteFile}-wal", kept);

        // The index of the log, which SQLite builds again.
        if (File.Exists($"{options.SqliteFile}-shm")) File.Move($"{options.SqliteFile}-shm", $"{options.SqliteFile}-shm{suffix}");
        LogSetAside(options.SqliteFile, kept);
    }

    /// <summary>
    /// Stamps the file, so that the log of this process can be recognized at the next start. No other part of this process uses the
    /// database yet. If another program reads it, nothing is noted.
    /// </summary>
    public async Task StampAsync(PortalDbContext context, CancellationToken cancellationToken)
    {
        await context.Database.OpenConnectionAsync(cancellationToken);
        File.Delete(StampFile);

        // Only with the stamp in the file itself, a log that lacks it is known to belong to another one.
        if (await CheckpointAsync(context, "TRUNCATE", cancellationToken) is null) return;
        await WriteAsync(context, cancellationToken);
        if (await CheckpointAsync(context, "TRUNCATE", cancellationToken) is not null) await NoteAsync(context, cancellationToken);
    }

    /// <summary>Stamps the file of a running server. Nothing is noted as long as another program reads a former state.</summary>
    public async Task StampAgainAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.Database.OpenConnectionAsync(cancellationToken);
        if (written is null) await WriteAsync(context, cancellationToken);

        // SQLite does not sync the file if the log has grown while it was copied. It has not, if the second time nothing was left.
        if (await CheckpointAsync(context, "PASSIVE", cancellationToken) is not { } frames) return;
        if (await CheckpointAsync(context, "PASSIVE", cancellationToken) == frames) await NoteAsync(context, cancellationToken);
    }

    private async Task WriteAsync(PortalDbContext context, CancellationToken cancellationToken)
    {
        var stamp = RandomNumberGenerator.GetInt32(MinStamp, int.MaxValue - MaxChanges);
#pragma warning disable EF1002 // A pragma takes no parameters; the stamp is a number.
        var pragma = $"PRAGMA schema_version = {stamp.ToString(CultureInfo.InvariantCulture)}";
        await context.Database.ExecuteSqlRawAsync(pragma, cancellationToken);
#pragma warning restore EF1002
        written = stamp;
    }

    /// <summary>Copies the log into the file.</summary>
    /// <returns>How many pages the log has; null if some could not be copied, because another program reads a former state.</returns>
    private static async Task<int?> CheckpointAsync(PortalDbContext context, string kind, CancellationToken cancellationToken)
    {
        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = $"PRAGMA wal_checkpoint({kind})";
        await using var result = await command.ExecuteReaderAsync(cancellationToken);
        await result.ReadAsync(cancellationToken);
        var (isBusy, frames, copied) = (result.GetInt32(0) != 0, result.GetInt32(1), result.GetInt32(2));
        return !isBusy && copied == frames ? frames : null;
    }

    /// <summary>Notes the stamp, if the database still has it.</summary>
    private async Task NoteAsync(PortalDbContext context, CancellationToken cancellationToken)
    {
        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = "PRAGMA schema_version";
        var version = Convert.ToInt32(await command.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture);
        if (written is not { } stamp || !IsOf(stamp, version)) written = null;
        else Note(stamp);
    }

    private static bool IsOf(int stamp, int version) => version >= stamp && version - stamp <= MaxChanges;

    private bool Belongs()
    {
        if (!File.Exists(options.SqliteFile) || new FileInfo(options.SqliteFile).Length == 0)
        {
            // SQLite would delete the log, which may have the last data of a file that was moved away.
            return false;
        }

        if (!File.Exists(StampFile)) return true;
        if (!int.TryParse(File.ReadAllText(StampFile), NumberStyles.None, CultureInfo.InvariantCulture, out var stamp)) return true;
        if (ReadSchemaVersion() is not { } version || version == stamp) return true;
        return IsOf(stamp, version) && IsInWalMode();
    }

    /// <summary>Only SQLite opens the file, but it has not done so yet: this process has no lock that it could lose.</summary>
    private bool IsInWalMode()
    {
        using var file = new FileStream(options.SqliteFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Position = ModeOffset;
        return file.ReadByte() == WalMode;
    }

    /// <summary>The schema version in the header of the file, whatever its log contains; null if it is no database.</summary>
    private int? ReadSchemaVersion()
    {
        using var file = ReadOnlySqlite.ConnectToUnchanging(options);
        try
        {
            file.Open();
            using var command = new SqliteCommand("PRAGMA schema_version", file);
            return Convert.ToInt32(command.ExecuteScalar(), CultureInfo.InvariantCulture);
        }
        catch (SqliteException fault) when (fault.SqliteErrorCode is raw.SQLITE_NOTADB or raw.SQLITE_CORRUPT)
        {
            return null;
        }
    }

    private void Note(int stamp)
    {
        // A process that is killed meanwhile leaves no stamp, with which any log is applied.
        var unfinished = $"{StampFile}.new";
        File.Delete(unfinished);
        using (var file = new FileStream(PrivateFiles.Create(unfinished, sizeBytes: 0), FileAccess.Write))
        {
            file.Write(Encoding.ASCII.GetBytes(stamp.ToString(CultureInfo.InvariantCulture)));
            file.Flush(flushToDisk: true);
        }

        File.Move(unfinished, StampFile, overwrite: true);
        IsNoted = true;
    }

    [LoggerMessage(
        LogEvents.ForeignLogSetAside,
        LogLevel.Warning,
        "The write-ahead log beside {Database} was not written for this file, which was replaced since: it is kept as {Kept} and not "
        + "applied. If the file was replaced by a backup, all is well. If not, stop the server and put back the former file with its log.")]
    private partial void LogSetAside(string database, string kept);
}
