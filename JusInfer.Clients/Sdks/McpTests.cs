using JusInfer.Clients.Infrastructure;

namespace JusInfer.Clients.Sdks;

/// <summary>The client of the TypeScript SDK for the Model Context Protocol, which connects to the MCP server with OAuth.</summary>
public sealed class McpTests(ClientFixture fixture) : SdkTests(fixture, "mcp.mjs")
{
    [Fact]
    public Task A_client_that_knows_only_the_address_connects_and_reads() =>
        ExpectAsync(ClientTarget.OpenAiChat, "read", new { asked = 1, scope = "usage:read", mints = false, usage = "# Usage of Engine Room" });

    [Fact]
    public Task A_client_mints_keys_if_the_person_allows_it() => ExpectAsync(ClientTarget.OpenAiChat, "mint", new { asked = 1, scope = "usage:read keys:mint", mints = true });
}
