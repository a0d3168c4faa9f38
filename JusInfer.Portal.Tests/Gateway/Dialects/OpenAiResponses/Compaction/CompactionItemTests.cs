using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Dialects.OpenAiResponses.Compaction;

/// <summary>Compaction by a provider that can, and compaction items that cannot be read.</summary>
[Trait("Promise", "P-26")]
public sealed class CompactionItemTests : IClassFixture<CompactionHost>
{
    private const string Foreign = """{"type":"compaction","id":"cmp_1","encrypted_content":"gAAAAforeign"}""";

    private readonly CompactionHost gateway;

    public CompactionItemTests(CompactionHost gateway)
    {
        this.gateway = gateway;
        gateway.Reset();
    }

    public static TheoryData<string> Legs => [.. CompactionHost.Legs];

    [Fact]
    public async Task A_provider_that_compacts_gets_the_trigger_and_its_item_is_passed_on()
    {
        var stream = ResponsesWire.Numbered(ResponsesWire.Created + ResponsesWire.Added(0, Foreign) + ResponsesWire.Done(0, Foreign) + ResponsesWire.Completed(Foreign));
        gateway["openai"].Script(Replies.Sse(stream));
        var request = CompactionHost.Trigger(CompactionHost.OpenAi);

        var answer = await gateway.PostAsync(request);

        gateway["openai"].LastRequest.Text.ShouldBe(request.Replace(CompactionHost.OpenAi, "gpt-upstream"));
        gateway["openai"].LastRequest.Path.ShouldBe("/v1/responses");
        var end = stream.LastIndexOf("event: ", StringComparison.Ordinal);
        answer.Body.ShouldStartWith(stream[..end]);
        ResponsesEvents.Of(answer.Body).Output.ShouldHaveSingleItem().GetRawText().ShouldBe(Foreign);
    }

    [Fact]
    public async Task The_compact_endpoint_of_a_provider_is_called_if_it_has_one()
    {
        var compacted = $$"""{"id":"resp_up","object":"response.compaction","created_at":1763600000,"output":[{{Foreign}}],"usage":{{ResponsesWire.Usage}}}""";
        gateway["openai"].Script(Replies.Json(compacted));
        var request = $$"""{"model":"{{CompactionHost.OpenAi}}","input":[{{CompactionHost.History}}],"instructions":"Be brief."}""";

        var answer = await gateway.PostAsync(request, "/v1/responses/compact");

        answer.ShouldBe(200);
        answer.Body.ShouldBe(compacted);
        gateway["openai"].LastRequest.Path.ShouldBe("/v1/responses/compact");
        gateway["openai"].LastRequest.Text.ShouldBe(request.Replace(CompactionHost.OpenAi, "gpt-upstream"));
        (await gateway.Team.ReceiptAsync(answer.RequestId)).GetProperty("output_tokens").GetInt64().ShouldBe(20);
    }

    [Fact]
    public async Task If_the_provider_that_compacts_fails_another_model_endpoint_writes_a_summary()
    {
        gateway["chat-a"].Script(Replies.Error(500), CompactionHost.Says("chat", "never"));
        gateway["openai"].Script(Replies.Sse(ResponsesWire.Numbered(ResponsesWire.Created + ResponsesWire.Added(0, Foreign) + ResponsesWire.Done(0, Foreign) + ResponsesWire.Completed(Foreign))));

        var first = await gateway.PostAsync(CompactionHost.Trigger(CompactionHost.Mixed));
        gateway.Reset();
        gateway["openai"].Script(Replies.Stream(Then.Send(ResponsesWire.Numbered(ResponsesWire.Created + ResponsesWire.Added(0, Foreign))), Then.Pause, Then.Cut));
        gateway["chat-a"].Script(CompactionHost.Says("chat", "A summary."));
        var second = await gateway.PostAsync(CompactionHost.Trigger(CompactionHost.Mixed).Replace("{\"type\":\"compaction_trigger\"}", $"{Foreign},{{\"type\":\"compaction_trigger\"}}"));

        ResponsesEvents.Of(first.Body).Output.ShouldHaveSingleItem().GetRawText().ShouldBe(Foreign);
        CompactionHost.ItemOf(second);
    }

    [Theory]
    [MemberData(nameof(Legs))]
    public async Task An_item_of_another_provider_does_not_end_the_run(string leg)
    {
        gateway[$"{leg}-a"].Script(CompactionHost.Says(leg, "Going on."));

        var answer = await gateway.PostAsync(CompactionHost.After($"test/{leg}", Foreign));

        ResponsesEvents.Of(answer.Body).Text.ShouldBe("Going on.");
        gateway[$"{leg}-a"].LastRequest.Text.ShouldNotContain("gAAAAforeign");
        gateway[$"{leg}-a"].LastRequest.Text.ShouldContain("Go on.");
    }

    [Fact]
    public async Task An_item_that_the_provider_cannot_decode_does_not_end_the_run()
    {
        var rejection = Replies.Json(
            """{"error":{"message":"could not decode the compaction blob","type":"invalid_request_error"}}""", 400);
        var request = CompactionHost.After(CompactionHost.OpenAi, Foreign).Replace("\"store\":false", "\"store\":true");
        gateway["openai"].Script(
            rejection, CompactionHost.Says("openai", "Going on."), rejection, CompactionHost.Says("openai", "Further."));

        var first = ResponsesEvents.Of((await gateway.PostAsync(request)).Body);
        first.Text.ShouldBe("Going on.");
        gateway["openai"].LastRequest.Text.ShouldNotContain("gAAAAforeign");
        gateway["openai"].LastRequest.Text.ShouldContain("Go on.");

        // The stored input has it, too.
        var previous = first.Last.GetProperty("id").GetString();
        var second = await gateway.PostAsync(
            $$"""{"model":"{{CompactionHost.OpenAi}}","stream":true,"previous_response_id":"{{previous}}","input":"on"}""");
        ResponsesEvents.Of(second.Body).Text.ShouldBe("Further.");
        gateway["openai"].Requests.Count(static sent => sent.Text.Contains("gAAAAforeign", StringComparison.Ordinal)).ShouldBe(2);
        gateway["openai"].LastRequest.Text.ShouldNotContain("gAAAAforeign");
    }

    [Fact]
    public async Task An_item_of_a_provider_is_sent_to_the_endpoint_that_can_read_it()
    {
        gateway["openai"].Script(CompactionHost.Says("openai", "Going on."));
        gateway["chat-a"].Script();

        var answer = await gateway.PostAsync(CompactionHost.After(CompactionHost.Mixed, Foreign));

        ResponsesEvents.Of(answer.Body).Text.ShouldBe("Going on.");
        gateway["openai"].LastRequest.Text.ShouldContain("gAAAAforeign");
        gateway["chat-a"].Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_provider_that_compacts_gets_the_gateways_item_as_a_message()
    {
        gateway["chat-a"].Script(CompactionHost.Says("chat", "Half ported."));
        gateway["openai"].Script(CompactionHost.Says("openai", "Going on."));
        var item = CompactionHost.ItemOf(await gateway.PostAsync(CompactionHost.Trigger("test/chat")));

        (await gateway.PostAsync(CompactionHost.After(CompactionHost.OpenAi, item))).ShouldBe(200);

        CompactionHost.Received("openai", gateway["openai"].LastRequest)[2].ShouldSatisfyAllConditions(
            static message => message.Role.ShouldBe("developer"),
            static message => message.Text.ShouldContain("Half ported."));
    }

    [Theory]
    [InlineData("jinf.c1.AAAA")]
    [InlineData("jinf.c9.AAAA")]
    [InlineData("jinf.c1.")]
    public async Task A_changed_item_of_the_gateway_is_rejected_with_its_index(string seal)
    {
        var answer = await gateway.PostAsync(CompactionHost.After("test/chat", Foreign.Replace("gAAAAforeign", seal)));

        answer.ShouldBe(400, "INVALID_REQUEST");
        answer.Param.ShouldBe("input[2].encrypted_content");
        answer.Message.ShouldContain("'input[2]'");
    }

    [Fact]
    public async Task An_item_of_another_team_is_rejected()
    {
        gateway["chat-a"].Script(CompactionHost.Says("chat", "A secret of one team."));
        var item = CompactionHost.ItemOf(await gateway.PostAsync(CompactionHost.Trigger("test/chat")));
        var stranger = await (await gateway.Portal.SignUpAsync()).MintAsync();
        gateway["chat-a"].Script();

        var answer = await stranger.PostAsync("/v1/responses", CompactionHost.After("test/chat", item));

        answer.ShouldBe(400, "INVALID_REQUEST");
        answer.Param.ShouldBe("input[2].encrypted_content");
        answer.Body.ShouldNotContain("secret");
        gateway["chat-a"].Requests.ShouldBeEmpty();
    }
}
