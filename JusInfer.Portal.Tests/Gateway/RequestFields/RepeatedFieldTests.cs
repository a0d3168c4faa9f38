using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.RequestFields;

/// <summary>
/// A field of a request that appears more than once, or in another case, is never priced as one value and read by the provider as another
/// (envoyproxy/envoy#45202, mrwogu/factory-droid-openai#39).
/// </summary>
public sealed class RepeatedFieldTests(PolicyHost gateway) : IClassFixture<PolicyHost>
{
    private const string Flex = "\"service_tier\":\"flex\"";
    private const string Priority = "\"service_tier\":\"priority\"";

    public static TheoryData<string, string> Doors => new()
    {
        { "/v1/chat/completions", $$"""{"model":"{{PolicyHost.Chat}}","messages":[{"role":"user","content":"x"}]""" },
        { "/v1/messages", $$"""{"model":"{{PolicyHost.Claude}}","max_tokens":10,"messages":[{"role":"user","content":"x"}]""" },
        { "/v1/messages/count_tokens", $$"""{"model":"{{PolicyHost.Claude}}","messages":[{"role":"user","content":"x"}]""" },
        { "/v1/responses", $$"""{"model":"{{PolicyHost.Priced}}","input":"x" """ },
        { "/v1/completions", $$"""{"model":"{{PolicyHost.Chat}}","prompt":"x" """ },
        { "/v1/embeddings", $$"""{"model":"{{PolicyHost.Chat}}","input":"x" """ },
        { "/api/chat", $$"""{"model":"{{PolicyHost.Chat}}","messages":[{"role":"user","content":"x"}]""" },
        { "/api/embed", $$"""{"model":"{{PolicyHost.Chat}}","input":"x" """ },
        { $"/v1beta/models/{PolicyHost.Chat}:generateContent", """{"contents":[{"role":"user","parts":[{"text":"x"}]}]""" },
    };

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task A_field_that_appears_twice_is_rejected_by_name_at_every_door(string path, string start)
    {
        gateway.Upstream.Script();
        string twentyTimes = string.Join(',', Enumerable.Repeat(Flex, 20));
        foreach (var fields in (string[])
            [
                $"{Flex},{Priority}", $"{twentyTimes},{Priority}", $"{Flex},\"Service_Tier\":\"priority\"",
                $"{Flex},\"service\\u005ftier\":\"priority\"", $"{Flex},{Flex}",
            ])
        {
            var answer = await gateway.Caller.PostAsync(path, $"{start},{fields}}}");

            answer.Status.ShouldBe(400, $"{fields}: {answer.Body}");
            answer.Message.ShouldContain("appears twice");
            answer.Message.ToLowerInvariant().ShouldContain("'service_tier'");
        }

        gateway.Upstream.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("\"max_tokens\":1,\"max_tokens\":null", "max_tokens")]
    [InlineData("\"n\":1,\"n\":100", "n")]
    [InlineData("\"n\":1,\"N\":100", "N")]
    [InlineData("\"tools\":[],\"tools\":[{\"type\":\"web_search\"}]", "tools")]
    [InlineData("\"Model\":\"test/expensive\"", "Model")]
    [InlineData("\"odd\":1,\"ODD\":2", "ODD")]
    public async Task Other_fields_may_appear_once_too(string fields, string name)
    {
        var answer = await gateway.ChatAsync(PolicyHost.Chat, fields);

        answer.ShouldBe(400, "INVALID_REQUEST");
        answer.Param.ShouldBe(name);
        answer.Message.ShouldContain("appears twice");
    }

    [Theory]
    [InlineData("\"N\":5", "N", "'n'")]
    [InlineData("\"Max_Tokens\":5", "Max_Tokens", "'max_tokens'")]
    [InlineData("\"TOOLS\":[{\"type\":\"web_search\"}]", "TOOLS", "'tools'")]
    public async Task A_field_that_decides_on_the_cost_has_one_spelling(string fields, string name, string accepted)
    {
        var answer = await gateway.ChatAsync(PolicyHost.Chat, fields);

        answer.ShouldBe(400, "INVALID_REQUEST");
        answer.Param.ShouldBe(name);
        answer.Message.ShouldContain($"must be written {accepted}");
    }

    [Theory]
    [InlineData("\"Models\":[\"test/expensive\"]")]
    [InlineData("\"PLUGINS\":[{\"id\":\"web\"}]")]
    [InlineData("\"Modalities\":[\"audio\"]")]
    [InlineData("\"plugins\":{}")]
    [InlineData("\"search_parameters\":{}")]
    [InlineData("\"audio\":{}")]
    public async Task What_has_no_price_is_rejected_in_any_case_and_empty(string fields)
    {
        gateway.Upstream.Script();

        (await gateway.ChatAsync(PolicyHost.Chat, fields)).ShouldBe(400, "UNSUPPORTED");

        gateway.Upstream.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("\"Service_Tier\":\"priority\"")]
    [InlineData("\"web_search_options\":{}")]
    [InlineData("\"Web_Search_Options\":{ }")]
    public async Task What_has_no_price_is_removed_in_any_case_and_empty(string fields)
    {
        gateway.Upstream.Always(Replies.Json(ChatSse.Completion("ab")));

        (await gateway.ChatAsync(PolicyHost.Chat, fields)).ShouldBe(200);

        gateway.Upstream.LastRequest.Text.ShouldEndWith("]}");
    }

    [Theory]
    [InlineData("/v1/messages", "\"container\":{}")]
    [InlineData("/v1/messages", "\"mcp_servers\":{}")]
    [InlineData("/v1/responses", "\"prompt\":{}")]
    [InlineData("/v1/responses", "\"plugins\":{}")]
    public async Task An_empty_object_is_no_absent_field_in_other_dialects_either(string path, string field)
    {
        var answer = path == "/v1/messages"
            ? await gateway.MessageAsync(PolicyHost.Claude, field)
            : await gateway.RespondAsync(PolicyHost.Responses, field);

        answer.ShouldBe(400);
        answer.Message.ShouldContain("is not available through this gateway");
    }

    /// <summary>Go's encoding/json reads the long s as s, and the Kelvin sign as k.</summary>
    [Theory]
    [InlineData("\"\u017fervice_tier\":\"priority\"")]
    [InlineData("\"max_to\u212aens\":5")]
    [InlineData("\"max_to\\u212aens\":5")]
    public async Task A_letter_that_equals_another_one_is_rejected(string field)
    {
        var answer = await gateway.ChatAsync(PolicyHost.Chat, field);

        answer.ShouldBe(400, "INVALID_REQUEST");
        answer.Message.ShouldContain("in ASCII");
    }

    [Fact]
    public async Task A_request_has_a_thousand_fields_at_most()
    {
        string Fields(int count) => string.Join(',', Enumerable.Range(0, count).Select(static number => $"\"f{number}\":1"));
        gateway.Upstream.Always(Replies.Json(ChatSse.Completion("ab")));

        (await gateway.ChatAsync(PolicyHost.Chat, Fields(998))).ShouldBe(200);
        var rejected = await gateway.ChatAsync(PolicyHost.Chat, Fields(999));

        rejected.ShouldBe(400, "INVALID_REQUEST");
        rejected.Message.ShouldContain("more than 1,000 fields");
    }

    [Theory]
    [InlineData("5.0")]
    [InlineData("1e1")]
    [InlineData("\"5\"")]
    [InlineData("[5]")]
    [InlineData("true")]
    [InlineData("0")]
    [InlineData("129")]
    public async Task A_number_of_choices_that_is_no_whole_number_is_rejected(string value)
    {
        gateway.Upstream.Script();
        foreach (var (path, field, body) in ((string, string, string)[])
            [
                (Caller.Completions, "n", $$"""{"model":"{{PolicyHost.Chat}}","messages":[{"role":"user","content":"x"}],"n":{{value}}}"""),
                ("/v1/completions", "n", $$"""{"model":"{{PolicyHost.Chat}}","prompt":"x","n":{{value}}}"""),
                ("/v1/completions", "best_of", $$"""{"model":"{{PolicyHost.Chat}}","prompt":"x","best_of":{{value}}}"""),
            ])
        {
            var answer = await gateway.Caller.PostAsync(path, body);

            answer.ShouldBe(400, "INVALID_REQUEST");
            answer.Param.ShouldBe(field);
            answer.Message.ShouldContain("whole number");
        }

        gateway.Upstream.Requests.ShouldBeEmpty();
    }
}
