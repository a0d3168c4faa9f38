using System.Data.Common;

namespace JusInfer.Portal.Data.Sqlite;

/// <summary>
/// Stamps the database while the server runs, if a program that read it while the server started has kept the start from it. Without the
/// stamp, a backup that is restored after a kill is changed by the log of the killed process.
/// </summary>
internal sealed class SqliteFileStamping(SqliteFileStamp stamp, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stamp.IsNoted)
        {
            await Task.Delay(Interval, time, stoppingToken);
            try
            {
                await stamp.StampAgainAsync(stoppingToken);
            }
            catch (Exception fault) when (fault is DbException or IOException or UnauthorizedAccessException)
            {
                // A locked database, or a full disk: whatever else writes says so.
            }
        }
    }
}
