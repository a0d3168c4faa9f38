using System.Linq.Expressions;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Usage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace JusInfer.Portal.Data.Sqlite;

/// <summary>The store in a SQLite file, which one process uses.</summary>
internal sealed class SqlitePortalDbContext(DbContextOptions<SqlitePortalDbContext> options) : PortalDbContext(options)
{
    /// <summary>A cast reads the stored number of microseconds.</summary>
    public override Expression<Func<UsageRecord, int>> FiveMinutesOf => static call => (int)((long)(object)call.At / 300_000_000);

    public override object ToParameter(Guid id) => Conversions.ToBytes(id);

    public override Task<DateTimeOffset> ReadTimeAsync(TimeProvider time, CancellationToken cancellationToken) => Task.FromResult(time.GetUtcNow());

    public override Task LockNodeAsync(Guid id, CancellationToken cancellationToken) => Task.CompletedTask;

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => configurationBuilder.UseSqliteTypes();

    /// <summary>Creates a context for <c>dotnet ef</c>, which reads its model only.</summary>
    internal sealed class DesignTimeFactory : IDesignTimeDbContextFactory<SqlitePortalDbContext>
    {
        public SqlitePortalDbContext CreateDbContext(string[] args) =>
            new(new DbContextOptionsBuilder<SqlitePortalDbContext>().UseSqlite("Data Source=:memory:").Options);
    }
}
