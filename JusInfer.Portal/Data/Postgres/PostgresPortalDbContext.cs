using System.Linq.Expressions;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Tables;
using JusInfer.Portal.Usage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace JusInfer.Portal.Data.Postgres;

/// <summary>The store in a PostgreSQL database, which several nodes can share.</summary>
internal sealed class PostgresPortalDbContext(DbContextOptions<PostgresPortalDbContext> options) : PortalDbContext(options)
{
    public override Expression<Func<UsageRecord, int>> FiveMinutesOf => static call => (int)Math.Floor(DatePart("epoch", call.At) / 300);

    public override object ToParameter(Guid id) => id;

    public override Task<DateTimeOffset> ReadTimeAsync(TimeProvider time, CancellationToken cancellationToken) =>
        Database.SqlQueryRaw<DateTimeOffset>("SELECT clock_timestamp() AS \"Value\"").SingleAsync(cancellationToken);

    public override Task LockNodeAsync(Guid id, CancellationToken cancellationToken) =>
        Database.ExecuteSqlRawAsync($"SELECT 1 FROM {NodesTable.Name} WHERE id = {{0}} FOR UPDATE", [id], cancellationToken);

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => configurationBuilder.UsePostgresTypes();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.HasDbFunction(((Func<string, DateTimeOffset, double>)DatePart).Method).HasName("date_part").IsBuiltIn();
    }

    /// <summary>A function of the database.</summary>
    private static double DatePart(string field, DateTimeOffset time) => throw new NotSupportedException($"{field} of {time} is read in SQL only.");

    /// <summary>Creates a context for <c>dotnet ef</c>, which reads its model only.</summary>
    internal sealed class DesignTimeFactory : IDesignTimeDbContextFactory<PostgresPortalDbContext>
    {
        public PostgresPortalDbContext CreateDbContext(string[] args) =>
            new(new DbContextOptionsBuilder<PostgresPortalDbContext>().UseNpgsql().Options);
    }
}
