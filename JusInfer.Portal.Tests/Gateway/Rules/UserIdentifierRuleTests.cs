using System.Text.Json;
using JusInfer.Portal.Gateway.Rules;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Rules;

/// <summary>
/// Anthropic refuses the e-mail address or phone number of an end user (BerriAI/litellm#10106), and more than 256 characters.
/// </summary>
[Trait("Promise", "P-9")]
public sealed class UserIdentifierRuleTests(PostgresCluster cluster) : IAsyncLifetime
{
    private const string Email = "ada@example.com";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("jusinfer-users-");
    private ScriptedUpstream upstream = null!;
    private TestCatalog catalog = null!;

    public static MatrixTheoryData<string, bool> Ways =>
        new(["chat user", "chat safety_identifier", "responses user", "responses safety_identifier", "messages"], [false, true]);

    private (string Key, string Value) Settings => ("Store:Path", Path.Combine(folder.FullName, "data"));

    public async ValueTask InitializeAsync()
    {
        upstream = await ScriptedUpstream.StartAsync();
        upstream.Always(static request => request.Text.Contains("\"stream\":true", StringComparison.Ordinal)
            ? Replies.Sse(MessagesWire.TextStream("done"))
            : Replies.Json(MessagesWire.TextMessage("done")));
        catalog = new TestCatalog()
            .Provider("claude", upstream.Root, dialect: "anthropic-messages", anthropic: true).Model("test/claude", ["claude:m"])
            .Provider("relay", upstream.Root, dialect: "anthropic-messages").Model("test/relay", ["relay:m"]);
    }

    public async ValueTask DisposeAsync()
    {
        await upstream.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_name_with_personal_data_becomes_a_hash_of_the_team_and_the_name(string way, bool stream)
    {
        await using var portal = await PortalHost.StartAsync(catalog);
        var (team, other) = (await portal.SignUpAsync(), await portal.SignUpAsync());
        var (caller, stranger) = (await team.MintAsync(), await other.MintAsync());

        var (answer, hash) = await SendAsync(caller, way, stream, Email);

        hash.ShouldNotBeNull().ShouldMatch("^[0-9a-f]{64}$");
        (await SendAsync(caller, way, stream, Email)).Sent.ShouldBe(hash);
        (await SendAsync(caller, way, stream, "bob@example.com")).Sent.ShouldNotBe(hash);
        (await SendAsync(stranger, way, stream, Email)).Sent.ShouldNotBe(hash);
        (await SendAsync(caller, way, stream, Email, "test/relay")).Sent.ShouldBe(Email);
        var receipt = await team.ReceiptAsync(answer.RequestId);
        receipt.GetProperty("adjusted").GetRawText().ShouldBe("[\"user_identifier\"]");
        receipt.GetProperty("user").GetString().ShouldBe(Email);
    }

    [Fact]
    public async Task A_name_that_is_accepted_stays_and_so_does_the_rest_of_a_body_that_is_patched()
    {
        await using var portal = await PortalHost.StartAsync(catalog);
        var team = await portal.SignUpAsync();
        var caller = await team.MintAsync();

        (await BodyAsync("\"user-1\"")).ShouldBe(Body("\"user-1\"", "m"));
        (await BodyAsync("\"ada\\u0040example.com\"")).ShouldMatch(
            "^" + System.Text.RegularExpressions.Regex.Escape(Body("HASH", "m")).Replace("HASH", "\"[0-9a-f]{64}\"") + "$");
        (await BodyAsync("null")).ShouldBe(Body("null", "m"));
        (await BodyAsync("7")).ShouldBe(Body("7", "m"));
        var (answer, sent) = await SendAsync(caller, "chat user", stream: false, "google-oauth2|1");
        sent.ShouldBe("google-oauth2|1");
        (await team.ReceiptAsync(answer.RequestId)).TryGetProperty("adjusted", out var adjusted);
        (adjusted.ValueKind == JsonValueKind.Undefined || adjusted.GetArrayLength() == 0).ShouldBeTrue();

        async Task<string> BodyAsync(string name)
        {
            (await caller.PostAsync("/v1/messages", Body(name, "test/claude"))).ShouldBe(200);
            return upstream.LastRequest.Text;
        }

        static string Body(string name, string model) => $$"""
            { "metadata" : {"other": 1.0,"user_id" : {{name}} } ,"model":"{{model}}",
              "max_tokens":10,"messages":[{"role":"user","content":"h\u00e9"}]}
            """;
    }

    [Fact]
    public async Task The_hash_is_the_same_after_a_restart()
    {
        Caller caller;
        string? hash;
        await using (var before = await PortalHost.StartAsync(catalog, Settings))
        {
            caller = await (await before.SignUpAsync()).MintAsync();
            hash = (await SendAsync(caller, "messages", stream: false, Email)).Sent;
        }

        await using var after = await PortalHost.StartAsync(catalog, Settings);

        (await SendAsync(caller.At(after.Http), "chat user", stream: false, Email)).Sent.ShouldBe(hash);
    }

    [Fact]
    [Slow]
    public async Task The_hash_is_the_same_on_all_nodes_of_a_store()
    {
        if (!cluster.IsInstalled) Assert.Skip(PostgresCluster.NotInstalled);
        var store = ("ConnectionStrings:Store", await cluster.NewDatabaseAsync());
        await using var nodeA = await PortalHost.StartAsync(catalog, store);
        await using var nodeB = await PortalHost.StartAsync(catalog, store);
        var caller = await (await nodeA.SignUpAsync()).MintAsync();

        var hash = (await SendAsync(caller, "messages", stream: false, Email)).Sent;

        (await SendAsync(caller.At(nodeB.Http), "messages", stream: false, Email)).Sent.ShouldBe(hash);
    }

    [Theory]
    [InlineData("ada@example.com", true)]
    [InlineData("Ada <ada@example.com>", true)]
    [InlineData("+49 (30) 1234-5678", true)]
    [InlineData("030.1234567", true)]
    [InlineData("4930123456", true)]
    [InlineData("", false)]
    [InlineData("user-4930123456", false)]
    [InlineData("user_5f3c9a0e12_account_00000000-0000-0000-0000-000000000001_session_00000000-0000-0000-0000-000000000002", false)]
    [InlineData("""{"device_id":"5f3c","account_uuid":"00000000-0000-0000-0000-000000000001","session_id":"2"}""", false)]
    [InlineData("00000000-0000-0000-0000-00000000000a", false)]
    public void Addresses_and_phone_numbers_are_personal_data(string name, bool isPersonal) =>
        UserIdentifiers.IsPersonal(name).ShouldBe(isPersonal);

    [Fact]
    public void A_name_has_at_most_256_characters()
    {
        UserIdentifiers.IsPersonal(new string('a', 256)).ShouldBeFalse();
        UserIdentifiers.IsPersonal(new string('a', 257)).ShouldBeTrue();
    }

    [Fact]
    public void The_usual_name_costs_no_memory()
    {
        const string Name = """{"device_id":"5f3c","account_uuid":"00000000-0000-0000-0000-000000000001","session_id":"2"}""";
        UserIdentifiers.IsPersonal(Name).ShouldBeFalse();
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var call = 0; call < 1_000; call++) _ = UserIdentifiers.IsPersonal(Name);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    /// <summary>Sends a request and returns the <c>metadata.user_id</c> that the provider received.</summary>
    private async Task<(GatewayAnswer Answer, string? Sent)> SendAsync(
        Caller caller, string way, bool stream, string name, string model = "test/claude")
    {
        var (client, field) = way.Split(' ') is [var dialect, var property] ? (dialect, property) : (way, "metadata");
        var value = client == "messages" ? $"{{\"user_id\":\"{name}\"}}" : $"\"{name}\"";
        var prompt = client == "responses" ? "\"store\":false,\"input\":\"hi\"" : "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";
        var path = client switch { "chat" => Caller.Completions, "messages" => "/v1/messages", _ => "/v1/responses" };
        var limit = client == "responses" ? "max_output_tokens" : "max_tokens";
        var streamed = stream ? "true" : "false";
        var answer = await caller.PostAsync(
            path, $$"""{"model":"{{model}}","{{limit}}":100,"stream":{{streamed}},"{{field}}":{{value}},{{prompt}}}""");
        answer.ShouldBe(200);
        var sent = upstream.LastRequest.Json;
        return (answer, sent.TryGetProperty("metadata", out var metadata) ? metadata.GetProperty("user_id").GetString() : null);
    }
}
