using JusInfer.Portal.Data.Postgres;
using JusInfer.Portal.Tests.Contracts;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Hosts;
using Npgsql;
using StoreOptions = JusInfer.Portal.Data.StoreOptions;

namespace JusInfer.Portal.Tests.Data;

/// <summary>
/// A database that cannot store every text is refused at the start, before anything in it is changed. Otherwise the first name with another
/// character fails, in the middle of a call: IQSS/dataverse#8278, OpenSIPS/opensips-cp#93.
/// </summary>
[Slow]
public sealed class DatabaseEncodingOnPostgres(PostgresCluster cluster)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("SQL_ASCII")]
    [InlineData("LATIN1")]
    [InlineData("EUC_JP")]
    public async Task A_database_with_another_encoding_is_refused_in_one_sentence_and_stays_empty(string encoding)
    {
        var server = await CreateAsync(encoding);
        await using var node = new StoreNode(new StoreOptions(server.ConnectionString, ""));

        var fault = await Should.ThrowAsync<UnsupportedEncodingException>(() => node.Migration.MigrateAsync(Cancellation));

        fault.Message.ShouldContain(encoding);
        fault.Message.ShouldContain("ENCODING 'UTF8' TEMPLATE template0");
        fault.Message.ShouldNotContain("planted");
        var tables = await ReadAsync(server, server.Database!, "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace");
        tables.ShouldBe(0L);
    }

    [Fact]
    public async Task The_command_of_the_message_creates_a_database_that_works()
    {
        var refused = await CreateAsync("LATIN1");
        var message = new UnsupportedEncodingException(new StoreOptions(refused.ConnectionString, ""), "LATIN1").Message;
        var from = message.IndexOf("CREATE DATABASE", StringComparison.Ordinal);
        var command = message[from..message.IndexOf(". To keep", StringComparison.Ordinal)];
        await ReadAsync(refused, "postgres", command);
        await using var node = new StoreNode(new StoreOptions($"{refused.ConnectionString};Database={refused.Database}_utf8", ""));

        await node.Migration.MigrateAsync(Cancellation);
    }

    private async Task<NpgsqlConnectionStringBuilder> CreateAsync(string encoding)
    {
        if (!cluster.IsInstalled) Assert.Skip(PostgresCluster.NotInstalled);
        var server = new NpgsqlConnectionStringBuilder(await cluster.NewConnectionStringAsync()) { Pooling = false, Password = "planted" };
        await ReadAsync(server, "postgres", $"CREATE DATABASE {server.Database} ENCODING '{encoding}' TEMPLATE template0 LOCALE 'C'");
        return server;
    }

    private static async Task<object?> ReadAsync(NpgsqlConnectionStringBuilder server, string database, string sql)
    {
        await using var connection = new NpgsqlConnection($"{server.ConnectionString};Database={database}");
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Cancellation);
    }
}
