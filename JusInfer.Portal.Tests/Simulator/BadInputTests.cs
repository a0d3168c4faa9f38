using System.Text.Json.Nodes;

namespace JusInfer.Portal.Tests.Simulator;

public sealed class BadInputTests : IDisposable
{
    private const string Hi = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";

    private readonly SimulatedUpstream upstream = new();

    public void Dispose() => upstream.Dispose();

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":"hi"}]}""", "model", "missing_required_parameter")]
    [InlineData("""{"model":7,"messages":[{"role":"user","content":"hi"}]}""", "model", "invalid_type")]
    [InlineData("""{"model":"m"}""", "messages", "missing_required_parameter")]
    [InlineData("""{"model":"m","messages":[]}""", "messages", "empty_array")]
    [InlineData("""{"model":"m","messages":"hi"}""", "messages", "invalid_type")]
    [InlineData("""{"model":"m","messages":["hi"]}""", "messages[0]", "invalid_type")]
    [InlineData("""{"model":"m","messages":[{"content":"hi"}]}""", "messages[0].role", "missing_required_parameter")]
    [InlineData("""{"model":"m","messages":[{"role":"king","content":"hi"}]}""", "messages[0].role", "invalid_value")]
    [InlineData("""{"model":"m","messages":[{"role":"user"}]}""", "messages[0].content", "missing_required_parameter")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":5}]}""", "messages[0].content", "invalid_type")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":[{"type":"text"}]}]}""", "messages[0].content[0].text", "missing_required_parameter")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":[{"type":"image_url"}]}]}""", "messages[0].content[0].image_url", "missing_required_parameter")]
    [InlineData("""{"model":"m","messages":[{"role":"tool","content":"x"}]}""", "messages[0].tool_call_id", "missing_required_parameter")]
    [InlineData("""{"model":"m","messages":[{"role":"assistant","tool_calls":[{"id":"c"}]}]}""", "messages[0].tool_calls[0].function", "missing_required_parameter")]
    public async Task An_invalid_message_is_rejected_with_the_path_of_the_field(string body, string param, string code)
    {
        var error = await upstream.GetErrorAsync(body);

        error["param"]!.GetValue<string>().ShouldBe(param);
        error["code"]!.GetValue<string>().ShouldBe(code);
        error["type"]!.GetValue<string>().ShouldBe("invalid_request_error");
        error["message"]!.GetValue<string>().ShouldContain(param);
    }

    [Theory]
    [InlineData("\"stream\":\"yes\"", "stream")]
    [InlineData("\"max_tokens\":0", "max_tokens")]
    [InlineData("\"max_tokens\":1.5", "max_tokens")]
    [InlineData("\"max_completion_tokens\":\"9\"", "max_completion_tokens")]
    [InlineData("\"n\":129", "n")]
    [InlineData("\"stop\":5", "stop")]
    [InlineData("\"stop\":[\"a\",5]", "stop")]
    [InlineData("\"stop\":[\"a\",\"b\",\"c\",\"d\",\"e\"]", "stop")]
    [InlineData("\"stream_options\":{\"include_usage\":true}", "stream_options")]
    [InlineData("\"tools\":{}", "tools")]
    [InlineData("\"tools\":[{\"type\":\"function\"}]", "tools[0].function")]
    [InlineData("\"tools\":[{\"type\":\"function\",\"function\":{}}]", "tools[0].function.name")]
    [InlineData("\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a\",\"parameters\":[]}}]", "tools[0].function.parameters")]
    [InlineData("\"tool_choice\":\"required\"", "tool_choice")]
    [InlineData("\"tool_choice\":\"sometimes\"", "tool_choice")]
    [InlineData("\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"b\"}},\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a\"}}]", "tool_choice")]
    [InlineData("\"parallel_tool_calls\":1", "parallel_tool_calls")]
    [InlineData("\"response_format\":{\"type\":\"xml\"}", "response_format.type")]
    [InlineData("\"response_format\":{\"type\":\"json_schema\"}", "response_format.json_schema")]
    public async Task A_parameter_of_the_wrong_type_or_out_of_range_is_rejected(string field, string param) =>
        (await upstream.GetErrorAsync($$"""{"model":"m",{{Hi}},{{field}}}"""))["param"]!.GetValue<string>().ShouldBe(param);

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"model":"m","model":"m","messages":[]}""")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"\ud83d"}]}""")]
    public async Task A_body_that_is_not_a_valid_JSON_object_is_rejected(string body)
    {
        var error = await upstream.GetErrorAsync(body);

        error["message"]!.GetValue<string>().ShouldStartWith("The request's body");
        error["param"].ShouldBeNull();
    }

    [Fact]
    public async Task An_error_message_does_not_quote_the_prompt() =>
        (await upstream.GetErrorAsync("""{"model":"m","messages":[{"role":"user","content":"my secret" """))["message"]!.GetValue<string>().ShouldNotContain("secret");

    [Theory]
    [InlineData("GET", "http://simulator/v1/chat/completions", 405)]
    [InlineData("POST", "http://simulator/v1/images/generations", 404)]
    public async Task Other_methods_and_paths_are_rejected(string method, string url, int status)
    {
        using var response = await upstream.SendAsync(new HttpMethod(method), url, "{}");

        ((int)response.StatusCode).ShouldBe(status);
    }

    [Fact]
    [Trait("Promise", "P-26")]
    public async Task Unknown_fields_are_accepted()
    {
        var request = JsonNode.Parse($$"""{"model":"m",{{Hi}},"store":false,"x_vendor":{"a":[1]},"temperature":0.1,"logprobs":true,"metadata":null}""")!;

        (await upstream.CompleteAsync(request.AsObject())).Finish().ShouldBe("stop");
    }

    [Theory]
    [InlineData("""{"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":""}}]}""")]
    [InlineData("""{"role":"developer","content":[{"type":"text","text":"be brief"}]}""")]
    [InlineData("""{"role":"assistant","content":"x","reasoning_content":"y"}""")]
    [InlineData("""{"role":"user","content":""}""")]
    public async Task Messages_as_harnesses_send_them_are_accepted(string message) =>
        (await upstream.CompleteAsync(ChatRequests.Of(JsonNode.Parse(message)!.AsObject(), ChatRequests.User("hi")))).Finish().ShouldBe("stop");
}
