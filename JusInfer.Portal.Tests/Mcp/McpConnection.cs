using JusInfer.Portal.Tests.TestKit.Hosts;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace JusInfer.Portal.Tests.Mcp;

/// <summary>The official client of the Model Context Protocol, connected to a portal with a credential.</summary>
internal sealed class McpConnection : IAsyncDisposable
{
    private readonly McpClient client;

    private McpConnection(McpClient client) => this.client = client;

    public McpClient Client => client;

    public static Task<McpConnection> OpenAsync(PortalHost portal, string credential, string? version = null) =>
        OpenAsync(portal.Http, credential, version);

    public static async Task<McpConnection> OpenAsync(HttpClient http, string credential, string? version = null)
    {
        var options = new HttpClientTransportOptions
        {
            Endpoint = new Uri(http.BaseAddress!, "/mcp"),
            TransportMode = HttpTransportMode.StreamableHttp,
            AdditionalHeaders = new Dictionary<string, string>(StringComparer.Ordinal) { ["Authorization"] = $"Bearer {credential}" },
        };
        var transport = new HttpClientTransport(options, http);
        return new McpConnection(await McpClient.CreateAsync(transport, new McpClientOptions { ProtocolVersion = version }, cancellationToken: TestContext.Current.CancellationToken));
    }

    public async Task<string[]> ToolsAsync() => [.. (await client.ListToolsAsync(cancellationToken: TestContext.Current.CancellationToken)).Select(static tool => tool.Name)];

    /// <summary>Calls a tool that has to succeed.</summary>
    public async Task<ToolAnswer> CallAsync(string tool, params (string Name, object? Value)[] arguments)
    {
        var answer = await TryCallAsync(tool, arguments);
        answer.IsError.ShouldBeFalse(answer.Text);
        return answer;
    }

    /// <summary>Calls a tool that has to reject the call, and returns its sentence.</summary>
    public async Task<string> FailAsync(string tool, params (string Name, object? Value)[] arguments)
    {
        var answer = await TryCallAsync(tool, arguments);
        answer.IsError.ShouldBeTrue(answer.Text);
        return answer.Text;
    }

    private async Task<ToolAnswer> TryCallAsync(string tool, (string Name, object? Value)[] arguments)
    {
        var values = arguments.ToDictionary(static argument => argument.Name, static argument => argument.Value, StringComparer.Ordinal);
        var result = await client.CallToolAsync(tool, values, cancellationToken: TestContext.Current.CancellationToken);
        return new ToolAnswer(result.Content.ShouldHaveSingleItem().ShouldBeOfType<TextContentBlock>().Text, result.StructuredContent ?? default, result.IsError is true);
    }

    public ValueTask DisposeAsync() => client.DisposeAsync();
}

/// <summary>The result of a tool.</summary>
internal sealed record ToolAnswer(string Text, System.Text.Json.JsonElement Json, bool IsError);
