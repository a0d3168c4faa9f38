using JusInfer.Portal.Tests.Gateway.Dialects.OpenAiResponses;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.StoredResponses;

/// <summary>Responses are stored for their team unless the request disables it, and later requests can continue them.</summary>
public sealed class StoredResponsesTests(ResponsesHost gateway) : IClassFixture<ResponsesHost>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Earlier_items_are_part_of_the_next_request_to_a_Responses_provider(bool asText)
    {
        gateway.NativeUpstream.Script(
            Replies.Sse(ResponsesWire.Numbered(ResponsesWire.Created + ResponsesWire.Thinking(0, "hm") + ResponsesWire.Text(1, "first")
                + ResponsesWire.Completed($"{ResponsesWire.Reasoning("hm")},{ResponsesWire.Message("first")}"))),
            Replies.Json(ResponsesWire.Whole("second").Replace("resp_up", "resp_two")),
            Replies.Json(ResponsesWire.Whole("third").Replace("resp_up", "resp_three")));
        var caller = await gateway.Team.MintAsync();

        (await ResponsesHost.AskAsync(caller, ResponsesHost.Streaming(ResponsesHost.Native, "one"))).ShouldBe(200);
        var next = asText ? "\"two\"" : """[{"role":"user","content":"two"}]""";
        var second = await ResponsesHost.AskAsync(caller, $$"""{"model":"test/native","previous_response_id":"resp_up","input":{{next}}}""");

        second.ShouldBe(200);
        second.Json.GetProperty("previous_response_id").GetString().ShouldBe("resp_up");
        var user = asText ? """{"type":"message","role":"user","content":"two"}""" : """{"role":"user","content":"two"}""";
        gateway.NativeUpstream.LastRequest.Text.ShouldBe(
            """{"model":"native-upstream","store":false,"include":["reasoning.encrypted_content"],"previous_response_id":null,"input":[{"type":"message","role":"user","content":"one"},"""
            + $"{ResponsesWire.Reasoning("hm")},{ResponsesWire.Message("first")},{user}]}}");

        (await ResponsesHost.AskAsync(caller, """{"model":"test/native","previous_response_id":"resp_two","store":false}""")).ShouldBe(200);
        gateway.NativeUpstream.LastRequest.Json.GetProperty("input").GetArrayLength().ShouldBe(5);
    }

    [Fact]
    public async Task The_next_request_can_answer_a_tool_call_of_a_stored_response()
    {
        gateway.ChatUpstream.Script(Replies.Json(ChatSse.ToolCompletion("look", "{}")), Replies.Json(ChatSse.Completion("done")));
        var caller = await gateway.Team.MintAsync();

        var first = await ResponsesHost.AskAsync(caller, ResponsesHost.Asking(ResponsesHost.Chat, extra: ",\"instructions\":\"be brief\""));
        var second = await ResponsesHost.AskAsync(caller, $$"""
            {"model":"test/chat","previous_response_id":"{{first.Json.GetProperty("id").GetString()}}","input":[{"type":"function_call_output","call_id":"call_1","output":"found"}]}
            """);

        second.ShouldBe(200);
        gateway.ChatUpstream.LastRequest.Json.GetProperty("messages").EnumerateArray().Select(static message => message.GetProperty("role").GetString()).ShouldBe(["user", "assistant", "tool"]);
    }

    [Fact]
    public async Task A_tool_result_without_its_call_is_rejected_with_its_path()
    {
        gateway.ChatUpstream.Script(Replies.Json(ChatSse.Completion("hello")));
        var caller = await gateway.Team.MintAsync();
        var first = await ResponsesHost.AskAsync(caller, ResponsesHost.Asking(ResponsesHost.Chat));

        var second = await ResponsesHost.AskAsync(caller, $$"""
            {"model":"test/chat","previous_response_id":"{{first.Json.GetProperty("id").GetString()}}","input":[{"type":"function_call_output","call_id":"call_1","output":"found"}]}
            """);

        second.ShouldBe(400, "INVALID_REQUEST");
        second.Param.ShouldBe("input[0].call_id");
    }

    [Fact]
    public async Task A_reference_to_an_item_is_replaced_by_the_item()
    {
        gateway.ChatUpstream.Script(Replies.Json(ChatSse.Completion("first")), Replies.Json(ChatSse.Completion("second")));
        var caller = await gateway.Team.MintAsync();
        var first = await ResponsesHost.AskAsync(caller, ResponsesHost.Asking(ResponsesHost.Chat));
        var item = first.Json.GetProperty("output")[0].GetProperty("id").GetString();

        var second = await ResponsesHost.AskAsync(caller, $$"""
            {"model":"test/chat","input":[{"role":"user","content":"one"},{"type":"item_reference","id":"{{item}}"},{"role":"user","content":"two"}]}
            """);

        second.ShouldBe(200);
        var messages = gateway.ChatUpstream.LastRequest.Json.GetProperty("messages");
        messages[1].GetProperty("content").GetString().ShouldBe("first");
        var listed = await caller.GetAsync($"/v1/responses/{second.Json.GetProperty("id").GetString()}/input_items?order=asc&limit=2");
        listed.Json.GetProperty("data").EnumerateArray().Select(static kept => kept.GetProperty("content")[0].GetProperty("text").GetString()).ShouldBe(["one", "first"]);
        listed.Json.GetProperty("has_more").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task A_reference_to_reasoning_of_another_provider_is_removed_with_its_comma()
    {
        const string Foreign = """{"type":"reasoning","id":"rs_2","summary":[{"type":"summary_text","text":"hm"}],"encrypted_content":"jinf.un."}""";
        const string User = """{"role":"user","content":"x"}""";
        gateway.ChatUpstream.Script(Replies.Json(ChatSse.Completion("first").Replace("\"refusal\":null", "\"reasoning_content\":\"hm\"")));
        var caller = await gateway.Team.MintAsync();
        var first = await ResponsesHost.AskAsync(caller, ResponsesHost.Asking(ResponsesHost.Chat));
        var reasoning = first.Json.GetProperty("output")[0];
        reasoning.GetProperty("type").GetString().ShouldBe("reasoning");
        var reference = $$"""{"type":"item_reference","id":"{{reasoning.GetProperty("id").GetString()}}"}""";
        foreach (var (sent, kept) in ((string, string)[])
            [
                ($"{reference}, {User}", $" {User}"), ($"{User}, {reference}", User), ($"{User},{reference},{User}", $"{User},{User}"),
                ($"{reference},{Foreign},{User},{Foreign},{reference}", User), (reference, ""), ($"{Foreign} , {reference}", " "),
            ])
        {
            gateway.NativeUpstream.Script(Replies.Json(ResponsesWire.Whole("ab")));
            await ResponsesHost.AskAsync(caller, $$"""{"model":"test/native","store":false,"input":[{{sent}}]}""");
            gateway.NativeUpstream.LastRequest.Text.ShouldBe($$"""{"model":"native-upstream","store":false,"input":[{{kept}}]}""");
        }
    }

    [Fact]
    public async Task Input_items_are_listed_in_pages()
    {
        gateway.ChatUpstream.Script(Replies.Json(ChatSse.Completion("x")));
        var caller = await gateway.Team.MintAsync();
        var created = await ResponsesHost.AskAsync(caller, """{"model":"test/chat","input":[{"role":"user","content":"a"},{"role":"user","content":"b"},{"id":"msg_own","role":"user","content":"c"}]}""");
        var path = $"/v1/responses/{created.Json.GetProperty("id").GetString()}/input_items";

        var first = await caller.GetAsync($"{path}?limit=2");
        var second = await caller.GetAsync($"{path}?limit=2&after={first.Json.GetProperty("last_id").GetString()}");

        first.Json.GetProperty("first_id").GetString().ShouldBe("msg_own");
        Texts(first).ShouldBe(["c", "b"]);
        Texts(second).ShouldBe(["a"]);
        second.Json.GetProperty("has_more").GetBoolean().ShouldBeFalse();
        (await caller.GetAsync($"{path}?limit=0")).ShouldBe(400, "INVALID_REQUEST");
        (await caller.GetAsync($"{path}?order=up")).ShouldBe(400, "INVALID_REQUEST");
        (await caller.GetAsync($"{path}?after=nothing")).ShouldBe(400, "INVALID_REQUEST");
    }

    [Fact]
    public async Task A_team_cannot_access_another_teams_responses()
    {
        gateway.ChatUpstream.Script(Replies.Json(ChatSse.Completion("secret")));
        var created = await ResponsesHost.AskAsync(await gateway.Team.MintAsync(), ResponsesHost.Asking(ResponsesHost.Chat));
        var id = created.Json.GetProperty("id").GetString();
        var otherTeam = await (await gateway.Portal.SignUpAsync()).MintAsync();

        (await otherTeam.GetAsync($"/v1/responses/{id}")).ShouldBe(404, "NOT_FOUND");
        (await otherTeam.GetAsync($"/v1/responses/{id}/input_items")).ShouldBe(404, "NOT_FOUND");
        (await otherTeam.SendAsync(HttpMethod.Delete, $"/v1/responses/{id}", content: null)).ShouldBe(404, "NOT_FOUND");
        var next = await ResponsesHost.AskAsync(otherTeam, ResponsesHost.Asking(ResponsesHost.Chat, extra: $",\"previous_response_id\":\"{id}\""));
        next.ShouldBe(400, "INVALID_REQUEST");
        next.Param.ShouldBe("previous_response_id");
        var item = created.Json.GetProperty("output")[0].GetProperty("id").GetString();
        var reference = await ResponsesHost.AskAsync(otherTeam, $$"""{"model":"test/chat","input":[{"type":"item_reference","id":"{{item}}"}]}""");
        reference.ShouldBe(400, "INVALID_REQUEST");
        reference.Param.ShouldBe("input[0].id");
    }

    [Fact]
    public async Task A_response_with_store_false_is_not_stored()
    {
        gateway.ChatUpstream.Script(Replies.Json(ChatSse.Completion("x")));
        var caller = await gateway.Team.MintAsync();

        var created = await ResponsesHost.AskAsync(caller, ResponsesHost.Asking(ResponsesHost.Chat, extra: ",\"store\":false"));

        (await caller.GetAsync($"/v1/responses/{created.Json.GetProperty("id").GetString()}")).ShouldBe(404, "NOT_FOUND");
    }

    [Fact]
    public async Task A_stored_response_can_be_retrieved_and_deleted_on_every_path()
    {
        gateway.ChatUpstream.Script(Replies.Sse(ChatSse.Stream("an ", "answer")));
        var caller = await gateway.Team.MintAsync();
        var stream = ResponsesEvents.Of((await ResponsesHost.AskAsync(caller, ResponsesHost.Streaming(ResponsesHost.Chat))).Body);
        var id = stream.Last.GetProperty("id").GetString();

        foreach (var path in (string[])["/v1/responses", "/responses", "/v1/v1/responses"])
        {
            var kept = await caller.GetAsync($"{path}/{id}");
            kept.ShouldBe(200);
            kept.Json.GetProperty("output")[0].GetProperty("content")[0].GetProperty("text").GetString().ShouldBe("an answer");
        }

        (await caller.SendAsync(HttpMethod.Delete, $"/v1/responses/{id}", content: null)).Json.GetProperty("deleted").GetBoolean().ShouldBeTrue();
        (await caller.GetAsync($"/v1/responses/{id}")).ShouldBe(404, "NOT_FOUND");
    }

    private static IEnumerable<string?> Texts(GatewayAnswer listed) =>
        listed.Json.GetProperty("data").EnumerateArray().Select(static item => item.GetProperty("content")[0].GetProperty("text").GetString());
}
