using JusInfer.Portal.Tests.Contracts;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Tests.Data;

/// <summary>
/// What was answered survives a power failure: a commit to SQLite is on disk when it returns. With <c>synchronous=NORMAL</c>, a key that
/// was revoked a minute ago was valid again afterwards.
/// </summary>
public sealed class SqliteDurabilityTests(SqliteStore store) : StoreContract(store), IClassFixture<SqliteStore>
{
    /// <summary>The value of <c>PRAGMA synchronous</c> for FULL.</summary>
    private const long Full = 2;

    [Fact]
    public async Task Every_connection_of_the_stores_syncs_each_commit()
    {
        for (var i = 0; i < 3; i++)
        {
            await using var context = Node.OpenContext();
            await context.Database.OpenConnectionAsync(Cancellation);
            await using var command = context.Database.GetDbConnection().CreateCommand();
            command.CommandText = "PRAGMA synchronous";

            (await command.ExecuteScalarAsync(Cancellation)).ShouldBe(Full);
        }
    }
}
