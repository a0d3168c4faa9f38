using JusInfer.Portal.Data.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace JusInfer.Portal.Data.Postgres;

/// <summary>The store on a PostgreSQL server, which several nodes may share.</summary>
internal sealed class PostgresPortalDbContext(DbContextOptions<PostgresPortalDbContext> options) : PortalDbContext(options)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => configurationBuilder.UseNativeColumns();

    /// <summary>For <c>dotnet ef</c>, which only looks at the model.</summary>
    internal sealed class AtDesignTime : IDesignTimeDbContextFactory<PostgresPortalDbContext>
    {
        public PostgresPortalDbContext CreateDbContext(string[] args) =>
            new(new DbContextOptionsBuilder<PostgresPortalDbContext>().UseNpgsql().Options);
    }
}
