using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Dialects.Gemini;

/// <summary><c>POST /v1beta/models/{model}:generateContent</c>.</summary>
public sealed class GeminiGenerateTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    [Fact]
    public async Task An_answer_has_a_candidate_the_usage_the_model_and_an_id()
    {
        gateway.Alpha.Script(Replies.Json(ChatSse.Completion("hello", ChatSse.OpenAiUsage)));

        var answer = await AskAsync(GeminiBody.Hello);

        answer.ShouldBe(200);
        answer["content-type"].ShouldBe("application/json");
        answer.Json.GetProperty("candidates")[0].GetRawText().ShouldBe("""{"content":{"parts":[{"text":"hello"}],"role":"model"},"finishReason":"STOP","index":0}""");
        answer.Json.GetProperty("usageMetadata").GetRawText().ShouldBe("""{"promptTokenCount":100,"cachedContentTokenCount":40,"candidatesTokenCount":15,"thoughtsTokenCount":5,"totalTokenCount":120}""");
        answer.Json.GetProperty("modelVersion").GetString().ShouldBe(GatewayHost.Frontier);
        answer.Json.GetProperty("responseId").GetString().ShouldBe(answer.RequestId);
        answer["x-jusinfer-cost-usd"].ShouldNotBeNull();
    }

    [Theory]
    [InlineData("/v1beta/models/test/frontier-1:generateContent")]
    [InlineData("/v1beta/models/test%2Ffrontier-1:generateContent")]
    [InlineData("/v1beta/models/models/test/frontier-1:generateContent")]
    [InlineData("/v1beta/models/frontier-alias:generateContent")]
    [InlineData("/v1beta/models/test/frontier-1:generateContent?alt=json")]
    [InlineData("/v1/models/test/frontier-1:generateContent")]
    public async Task The_model_is_in_the_path(string path)
    {
        gateway.Alpha.Script(Replies.Json(ChatSse.Completion("hello")));

        var answer = await (await gateway.Team.MintAsync()).PostAsync(path, GeminiBody.Hello);

        answer.ShouldBe(200);
        answer["x-jusinfer-model"].ShouldBe(GatewayHost.Frontier);
    }

    [Fact]
    public async Task The_key_can_be_sent_in_Googles_header()
    {
        gateway.Alpha.Script(Replies.Json(ChatSse.Completion("hello")));
        using var request = new HttpRequestMessage(HttpMethod.Post, GeminiBody.Generate(GatewayHost.Frontier)) { Content = new StringContent(GeminiBody.Hello) };
        request.Headers.Add("x-goog-api-key", (await gateway.Team.MintAsync()).Key);

        using var response = await gateway.Portal.Http.SendAsync(request, TestContext.Current.CancellationToken);

        ((int)response.StatusCode).ShouldBe(200);
        gateway.Alpha.LastRequest.Headers.ShouldAllBe(static header => !header.Key.StartsWith("x-goog-", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_key_in_the_query_is_rejected_with_the_name_of_the_header()
    {
        gateway.Alpha.Script();
        var key = (await gateway.Team.MintAsync()).Key;
        using var response = await gateway.Portal.Http.PostAsync(
            $"{GeminiBody.Generate(GatewayHost.Frontier)}?key={key}", new StringContent(GeminiBody.Hello), TestContext.Current.CancellationToken);
        var answer = await GatewayAnswer.OfAsync(response);

        answer.ShouldBe(401, "INVALID_KEY");
        answer.Message.ShouldContain("x-goog-api-key");
        answer.Body.ShouldNotContain(key);
        gateway.Alpha.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_configuration_reaches_the_provider()
    {
        gateway.Alpha.Script(Replies.Json(ChatSse.Completion("ok")));

        (await AskAsync("""
            {"system_instruction":{"parts":[{"text":"Be brief."}]},"contents":[{"parts":[{"text":"hi"}]}],
             "generation_config":{"temperature":0.25,"topP":0.5,"maxOutputTokens":50,"stop_sequences":["END"],"seed":7,"presencePenalty":0.1,"candidateCount":1},
             "safetySettings":[{"category":"HARM_CATEGORY_HARASSMENT","threshold":"BLOCK_NONE"}],"labels":{"a":"b"}}
            """)).ShouldBe(200);

        var sent = gateway.Alpha.LastRequest.Json;
        sent.GetProperty("messages").GetRawText().ShouldBe("""[{"role":"system","content":"Be brief."},{"role":"user","content":"hi"}]""");
        sent.GetProperty("temperature").GetDouble().ShouldBe(0.25);
        sent.GetProperty("top_p").GetDouble().ShouldBe(0.5);
        sent.GetProperty("max_tokens").GetInt32().ShouldBe(50);
        sent.GetProperty("seed").GetInt32().ShouldBe(7);
        sent.GetProperty("presence_penalty").GetDouble().ShouldBe(0.1);
        sent.GetProperty("stop")[0].GetString().ShouldBe("END");
        sent.TryGetProperty("safetySettings", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("""{"responseMimeType":"application/json"}""", "json_object")]
    [InlineData("""{"responseMimeType":"application/json","responseSchema":{"type":"OBJECT","properties":{"a":{"type":"STRING"}}}}""", "json_schema")]
    [InlineData("""{"responseMimeType":"application/json","responseJsonSchema":{"type":"object"}}""", "json_schema")]
    [InlineData("""{"responseMimeType":"text/plain"}""", null)]
    public async Task The_format_is_text_JSON_or_a_schema(string config, string? sent)
    {
        gateway.Alpha.Script(Replies.Json(ChatSse.Completion("{}")));

        (await AskAsync($$"""{"contents":[{"parts":[{"text":"hi"}]}],"generationConfig":{{config}}}""")).ShouldBe(200);

        var type = gateway.Alpha.LastRequest.Json.TryGetProperty("response_format", out var received) ? received.GetProperty("type").GetString() : null;
        type.ShouldBe(sent);
    }

    [Fact]
    public async Task Media_are_sent_as_data_or_by_URL()
    {
        gateway.Alpha.Script(Replies.Json(ChatSse.Completion("ok")));

        (await AskAsync("""
            {"contents":[{"parts":[{"text":"look"},{"inline_data":{"mime_type":"image/jpg","data":"AAAA"}},{"fileData":{"mimeType":"image/png","fileUri":"https://example.com/a.png"}},{"inlineData":{"mimeType":"audio/mpeg","data":"BBBB"}}]}]}
            """)).ShouldBe(200);

        var parts = gateway.Alpha.LastRequest.Json.GetProperty("messages")[0].GetProperty("content");
        parts[1].GetProperty("image_url").GetProperty("url").GetString().ShouldBe("data:image/jpeg;base64,AAAA");
        parts[2].GetProperty("image_url").GetProperty("url").GetString().ShouldBe("https://example.com/a.png");
        parts[3].GetProperty("input_audio").GetRawText().ShouldBe("""{"data":"BBBB","format":"mp3"}""");
    }

    [Theory]
    [InlineData("""{"contents":[{"parts":[{"text":"hello there, model"}]}]}""")]
    [InlineData("""{"generateContentRequest":{"model":"models/test/frontier-1","contents":[{"parts":[{"text":"hello there, model"}]}]}}""")]
    public async Task Tokens_are_counted_without_a_call_of_a_provider(string body)
    {
        gateway.Alpha.Script();

        var answer = await (await gateway.Team.MintAsync()).PostAsync($"/v1beta/models/{GatewayHost.Frontier}:countTokens", body);

        answer.ShouldBe(200);
        answer.Json.GetProperty("totalTokens").GetInt32().ShouldBeInRange(5, 20);
        gateway.Alpha.Requests.ShouldBeEmpty();
    }

    private async Task<GatewayAnswer> AskAsync(string body) => await (await gateway.Team.MintAsync()).PostAsync(GeminiBody.Generate(GatewayHost.Frontier), body);
}
