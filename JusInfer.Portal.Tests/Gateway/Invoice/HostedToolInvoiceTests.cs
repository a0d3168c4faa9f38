namespace JusInfer.Portal.Tests.Gateway.Invoice;

/// <summary>Where requests can declare tools that the provider runs and bills.</summary>
public sealed class HostedToolInvoiceTests(GrowthHost host) : IClassFixture<GrowthHost>
{
    [Theory]
    [InlineData("additional_tools", """{"type":"web_search"}""")]
    [InlineData("additional_tools", """{"type":"code_interpreter","container":{"type":"auto"}}""")]
    [InlineData("tool_search_output", """{"type":"mcp","server_label":"a","server_url":"https://a.example"}""")]
    public async Task Those_that_an_item_declares_are_removed(string item, string tool)
    {
        host.Clear();
        var caller = await (await host.Portal.SignUpAsync()).MintAsync();

        (await caller.PostAsync("/v1/responses", Declaring(item, tool))).ShouldBe(200);

        var tools = host.Upstream.LastRequest.Json.GetProperty("input")[0].GetProperty("tools");
        tools.EnumerateArray().ShouldHaveSingleItem().GetProperty("name").GetString().ShouldBe("look");
    }

    [Theory]
    [InlineData("""{"type":"file_search","vector_store_ids":["vs_1"]}""")]
    [InlineData("""{"type":"namespace","name":"a","tools":[{"type":"namespace","name":"b","tools":[{"type":"web_search"}]}]}""")]
    public async Task Those_that_cannot_be_removed_are_rejected_in_an_item_too(string tool)
    {
        host.Clear();
        var caller = await (await host.Portal.SignUpAsync()).MintAsync();

        (await caller.PostAsync("/v1/responses", Declaring("additional_tools", tool))).ShouldBe(400, "UNSUPPORTED");
    }

    /// <summary>What is stored is what the client sent, and the rules apply to what a request itself declares.</summary>
    [Fact]
    public async Task Those_of_a_stored_response_are_not_recalled()
    {
        host.Clear();
        var team = await host.Portal.SignUpAsync();
        (await team.Api.PatchAsync("/v1/tenant", new { store_responses = true })).ShouldBe(200);
        var caller = await team.MintAsync();
        var body = Declaring("additional_tools", "{\"type\":\"web_search\"}");
        var first = await caller.PostAsync("/v1/responses", body.Replace("\"store\":false", "\"store\":true", StringComparison.Ordinal));
        first.ShouldBe(200);
        host.Clear();

        var id = first.Json.GetProperty("id").GetString();
        var next = await caller.PostAsync(
            "/v1/responses", $$"""{"model":"{{GrowthHost.Responses}}","previous_response_id":"{{id}}","input":"go on"}""");

        next.ShouldBe(400, "UNSUPPORTED");
        host.Provider.Bills.ShouldBeEmpty();
    }

    private static string Declaring(string item, string tool) => $$"""
        {"model":"{{GrowthHost.Responses}}","store":false,"max_output_tokens":100,
         "input":[{"type":"{{item}}","tools":[{{tool}},{"type":"function","name":"look","parameters":{ } } ]},
                  {"role":"user","content":"go"}]}
        """;
}
