using JusInfer.Portal.Data;
using JusInfer.Portal.Tests.Contracts;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit;
using Npgsql;

namespace JusInfer.Portal.Tests.Data;

/// <summary>A PostgreSQL server that refuses to be used: one message that says what to do.</summary>
[Slow]
public sealed class PostgresStartTests(PostgresCluster cluster)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_user_who_may_not_create_the_database_is_told_to_create_it()
    {
        var server = await ServerAsync();
        var user = await AddUserAsync(server, "");

        var message = await StartAsync(new NpgsqlConnectionStringBuilder(server.ConnectionString) { Username = user });

        message.ShouldContain("permission denied to create database");
        message.ShouldContain("create it for this user");
    }

    [Fact]
    public async Task A_user_who_may_not_create_tables_is_told_which_command_gives_the_right()
    {
        var server = await ServerAsync();
        await ExecuteAsync(server, $"CREATE DATABASE {server.Database}");
        var user = await AddUserAsync(server, "");

        var message = await StartAsync(new NpgsqlConnectionStringBuilder(server.ConnectionString) { Username = user });

        message.ShouldContain("permission denied");
        message.ShouldContain($"ALTER DATABASE \"{server.Database}\" OWNER TO \"{user}\"");

        await ExecuteAsync(server, $"ALTER DATABASE \"{server.Database}\" OWNER TO \"{user}\"");
        await using var node = new StoreNode(new StoreOptions($"{server.ConnectionString};Username={user}", ""));
        await node.Migration.MigrateAsync(Cancellation);
    }

    [Fact]
    public async Task A_user_without_free_connections_is_told_which_limits_to_change()
    {
        var server = await ServerAsync();
        var user = await AddUserAsync(server, "CREATEDB CONNECTION LIMIT 0");

        var message = await StartAsync(new NpgsqlConnectionStringBuilder(server.ConnectionString) { Username = user });

        message.ShouldContain("too many connections");
        message.ShouldContain("Maximum Pool Size");
    }

    [Fact]
    public async Task A_database_that_accepts_no_writes_is_explained()
    {
        var server = await ServerAsync();
        await ExecuteAsync(server, $"CREATE DATABASE {server.Database}");
        await ExecuteAsync(server, $"ALTER DATABASE {server.Database} SET default_transaction_read_only = on");

        (await StartAsync(server)).ShouldContain("not a replica");
    }

    [Theory]
    [InlineData(PostgresErrorCodes.DiskFull, "Free space on the server")]
    [InlineData(PostgresErrorCodes.InvalidPassword, "Check the user and the password")]
    public void A_full_disk_and_a_wrong_password_are_explained(string code, string advice)
    {
        var options = new StoreOptions("Host=db;Database=jusinfer;Username=jusinfer;Password=planted", "");

        var fault = new StoreUnavailableException(options, new PostgresException("could not write", "ERROR", "ERROR", code));

        fault.Message.ShouldContain("could not write");
        fault.Message.ShouldContain(advice);
        fault.Message.ShouldNotContain("planted");
    }

    private async Task<NpgsqlConnectionStringBuilder> ServerAsync()
    {
        if (!cluster.IsInstalled) Assert.Skip(PostgresCluster.NotInstalled);
        return new NpgsqlConnectionStringBuilder(await cluster.NewConnectionStringAsync()) { Pooling = false };
    }

    private static async Task<string> AddUserAsync(NpgsqlConnectionStringBuilder server, string options)
    {
        var name = $"u_{Guid.NewGuid():N}";
        await ExecuteAsync(server, $"CREATE ROLE {name} LOGIN {options}");
        return name;
    }

    private static async Task ExecuteAsync(NpgsqlConnectionStringBuilder server, string sql)
    {
        await using var connection = new NpgsqlConnection($"{server.ConnectionString};Database=postgres");
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    private static async Task<string> StartAsync(NpgsqlConnectionStringBuilder server)
    {
        await using var node = new StoreNode(new StoreOptions(server.ConnectionString, ""));
        return (await Should.ThrowAsync<StoreUnavailableException>(() => node.Migration.MigrateAsync(Cancellation))).Message;
    }
}
