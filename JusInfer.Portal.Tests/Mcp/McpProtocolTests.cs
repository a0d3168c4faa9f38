using System.Net;
using System.Net.Http.Headers;
using System.Text;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Mcp;

/// <summary>The transport "Streamable HTTP" of <c>/mcp</c>, without sessions.</summary>
public sealed class McpProtocolTests : IAsyncLifetime
{
    private const string ListTools = """{"jsonrpc":"2.0","id":7,"method":"tools/list"}""";

    private McpPortal portal = null!;
    private Caller key = null!;

    public async ValueTask InitializeAsync()
    {
        portal = await McpPortal.StartAsync();
        key = await portal.Team.MintAsync();
    }

    public ValueTask DisposeAsync() => portal.DisposeAsync();

    [Theory]
    [InlineData("2025-03-26")]
    [InlineData("2025-06-18")]
    [InlineData("2025-11-25")]
    [InlineData("2026-07-28")]
    public async Task Clients_of_several_versions_list_tools_and_call_them(string version)
    {
        var mcp = await portal.ConnectAsync(key.Key, version);

        mcp.Client.NegotiatedProtocolVersion.ShouldBe(version);
        mcp.Client.ServerInfo.ShouldNotBeNull().Name.ShouldBe("jusinfer");
        mcp.Client.ServerInfo.Version.ShouldBe(ProductVersion.Text);
        (await mcp.ToolsAsync()).ShouldContain("get_usage");
        (await mcp.CallAsync("list_models")).Text.ShouldContain(McpPortal.Model);
    }

    [Fact]
    public async Task Each_tool_has_a_schema_of_its_arguments_and_says_whether_it_only_reads()
    {
        var mcp = await portal.ConnectAsync(portal.OwnerToken);
        var tools = await mcp.Client.ListToolsAsync(cancellationToken: TestContext.Current.CancellationToken);

        tools.Count.ShouldBe(7);
        foreach (var tool in tools.Select(static tool => tool.ProtocolTool))
        {
            tool.Description.ShouldNotBeNullOrWhiteSpace();
            tool.InputSchema.GetProperty("additionalProperties").GetBoolean().ShouldBeFalse();
            tool.InputSchema.GetProperty("properties").EnumerateObject().ShouldAllBe(static field => field.Value.GetProperty("description").GetString()!.Length > 0);
            tool.Annotations!.ReadOnlyHint.ShouldBe(tool.Name != "mint_key");
        }

        var mint = tools.Single(static tool => tool.Name == "mint_key").ProtocolTool.InputSchema;
        mint.GetProperty("required").EnumerateArray().Select(static field => field.GetString()).ShouldBe(["name", "monthly_cap_usd"], ignoreOrder: true);
        mint.GetProperty("properties").GetProperty("monthly_cap_usd").GetProperty("type").GetString().ShouldBe("number");
    }

    [Fact]
    public async Task A_request_needs_no_session_and_the_response_is_one_event()
    {
        using var answer = await SendAsync(HttpMethod.Post, ListTools);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        answer.Headers.Contains("Mcp-Session-Id").ShouldBeFalse();
        var body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        body.ShouldContain("\"id\":7");
        body.ShouldContain("explain_rejection");
    }

    [Fact]
    public async Task A_notification_is_accepted_without_a_body()
    {
        using var answer = await SendAsync(HttpMethod.Post, """{"jsonrpc":"2.0","method":"notifications/initialized"}""");

        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("", 400)]
    [InlineData("{", 400)]
    [InlineData("[]", 400)]
    [InlineData("""{"id":1}""", 400)]
    [InlineData("""{"jsonrpc":"2.0","id":null,"method":"tools/list"}""", 400)]
    public async Task A_body_that_is_no_message_is_an_error_of_json_rpc(string body, int status)
    {
        using var answer = await SendAsync(HttpMethod.Post, body);

        ((int)answer.StatusCode).ShouldBe(status);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("\"message\":\"The body");
    }

    [Fact]
    public async Task A_body_above_64_kilobytes_is_rejected()
    {
        using var answer = await SendAsync(HttpMethod.Post, $$"""{"jsonrpc":"2.0","id":1,"method":"{{new string('a', 70_000)}}"}""");

        answer.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"no/such"}""", -32601)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"no_such","arguments":{}}}""", -32602)]
    public async Task An_unknown_method_or_tool_is_an_error_of_json_rpc(string body, int code)
    {
        using var answer = await SendAsync(HttpMethod.Post, body);

        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain($"\"code\":{code}");
    }

    [Fact]
    public async Task A_version_that_does_not_exist_is_rejected()
    {
        using var answer = await SendAsync(HttpMethod.Post, ListTools, ("MCP-Protocol-Version", "1999-01-01"));

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("2025-11-25");
    }

    [Fact]
    public async Task A_page_of_another_site_is_rejected_and_one_of_this_host_is_not()
    {
        using var foreign = await SendAsync(HttpMethod.Post, ListTools, ("Origin", "https://evil.example"));
        using var own = await SendAsync(HttpMethod.Post, ListTools, ("Origin", portal.Host.Address.GetLeftPart(UriPartial.Authority)));

        foreign.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        own.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task There_is_no_stream_and_no_session_to_end()
    {
        foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Delete])
        {
            using var answer = await SendAsync(method, body: null);
            answer.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
            answer.Content.Headers.Allow.ShouldBe(["POST"]);
            (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("/docs/mcp/");
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, "/mcp") { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key.Key);
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await portal.Host.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
