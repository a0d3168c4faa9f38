using System.Text;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Client;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Tests.Gateway.Dialects.OpenAiResponses;

/// <summary>Tests the first pass over a request for a response: the fields that are read, and the errors with their paths.</summary>
public sealed class ResponsesRequestReaderTests
{
    [Theory]
    [InlineData("", null)]
    [InlineData("[]", null)]
    [InlineData("{\"model\":\"m\",\"input\":\"x\"", null)]
    [InlineData("{\"model\":\"m\",\"input\":\"x\"} {}", null)]
    [InlineData("{\"model\":\"m\",\"input\":\"\\ud800\",\"user\":\"\\ud800\"}", null)]
    [InlineData("{\"input\":\"x\"}", "model")]
    [InlineData("{\"model\":1,\"input\":\"x\"}", "model")]
    [InlineData("{\"model\":\" \",\"input\":\"x\"}", "model")]
    [InlineData("{\"model\":\"m\",\"model\":\"m\",\"input\":\"x\"}", "model")]
    [InlineData("{\"model\":\"m\"}", "input")]
    [InlineData("{\"model\":\"m\",\"input\":null}", "input")]
    [InlineData("{\"model\":\"m\",\"input\":[]}", "input")]
    [InlineData("{\"model\":\"m\",\"input\":1}", "input")]
    [InlineData("{\"model\":\"m\",\"input\":\"x\",\"input\":\"x\"}", "input")]
    [InlineData("{\"model\":\"m\",\"input\":[{\"role\":\"user\",\"content\":\"x\"},1]}", "input[1]")]
    [InlineData("{\"model\":\"m\",\"input\":\"x\",\"tools\":{}}", "tools")]
    [InlineData("{\"model\":\"m\",\"input\":\"x\",\"stream\":\"yes\"}", "stream")]
    [InlineData("{\"model\":\"m\",\"input\":\"x\",\"store\":1}", "store")]
    [InlineData("{\"model\":\"m\",\"input\":\"x\",\"include\":\"all\"}", "include")]
    [InlineData("{\"model\":\"m\",\"input\":\"x\",\"max_output_tokens\":0}", "max_output_tokens")]
    [InlineData("{\"model\":\"m\",\"input\":\"x\",\"text\":[]}", "text")]
    [InlineData("{\"model\":\"m\",\"input\":\"x\",\"background\":true}", "background")]
    [InlineData("{\"model\":\"m\",\"input\":\"x\",\"conversation\":\"conv_1\"}", "conversation")]
    public void An_invalid_field_is_reported_with_its_path(string body, string? param)
    {
        Read(body).TryGet(out var request, out var error);

        request.ShouldBeNull();
        error.ShouldNotBeNull().Status.ShouldBe(400);
        error.Param.ShouldBe(param);
    }

    [Fact]
    public void Excessive_nesting_is_rejected() =>
        Read($"{{\"model\":\"m\",\"input\":{new string('[', 200)}{new string(']', 200)}}}").Error.ShouldNotBeNull();

    [Theory]
    [InlineData("""{"role":"user","content":"x"}""", nameof(LastMessageRole.User))]
    [InlineData("""{"type":"function_call_output","call_id":"a","output":"x"}""", nameof(LastMessageRole.Tool))]
    [InlineData("""{"type":"custom_tool_call_output","call_id":"a","output":"x"}""", nameof(LastMessageRole.Tool))]
    [InlineData("""{"type":"function_call","call_id":"a","name":"f","arguments":""}""", nameof(LastMessageRole.Assistant))]
    [InlineData("""{"type":"message","role":"assistant","content":[]}""", nameof(LastMessageRole.Assistant))]
    [InlineData("""{"type":"message","role":"developer","content":"x"}""", nameof(LastMessageRole.Other))]
    public void The_role_of_the_last_item_is_read(string item, string turn)
    {
        var features = Accepted($$"""{"model":"m","input":[{"role":"user","content":"first"},{{item}}]}""").Features;

        features.LastMessageRole.ToString().ShouldBe(turn);
        features.LastMessageBytes.ShouldBe(item.Length);
        features.MessageCount.ShouldBe(2);
    }

    [Theory]
    [InlineData(""","tools":[{"type":"function","name":"f"}]""", nameof(Capabilities.Tools))]
    [InlineData(""","tools":[{"name":"n","tools":[],"type":"namespace"}]""", nameof(Capabilities.Tools))]
    [InlineData(""","tools":[{"type":"web_search"}]""", nameof(Capabilities.None))]
    [InlineData(""","text":{"format":{"type":"json_schema","name":"n","schema":{}}}""", nameof(Capabilities.JsonSchema))]
    [InlineData(""","text":{"verbosity":"low","format":{"type":"json_object"}}""", nameof(Capabilities.JsonObject))]
    [InlineData(""","include":["message.output_text.logprobs"]""", nameof(Capabilities.Logprobs))]
    [InlineData(""","top_logprobs":2""", nameof(Capabilities.Logprobs))]
    public void The_required_capabilities_are_read(string field, string needs) =>
        Accepted($$"""{"model":"m","input":"x"{{field}}}""").Features.RequiredCapabilities.ToString().ShouldBe(needs);

    [Fact]
    public void Images_are_counted_without_their_bytes()
    {
        var data = new string('A', 100_000);

        var features = Accepted($$"""{"model":"m","input":[{"role":"user","content":[{"type":"input_image","image_url":"data:image/png;base64,{{data}}"}]}]}""").Features;

        features.RequiredCapabilities.ShouldBe(Capabilities.Vision);
        features.InputTokens.ShouldBeInRange(1_000, 1_100);
    }

    [Fact]
    public void The_end_user_and_session_are_read()
    {
        var request = Accepted("""{"model":"m","input":"x","safety_identifier":"ann","prompt_cache_key":"key","client_metadata":{"session_id":"run","n":1},"max_output_tokens":7}""");

        request.User.ShouldBe("ann");
        request.Session.ShouldBe("run");
        request.Features.MaxOutputTokens.ShouldBe(7);
        request.Store.ShouldBeTrue();
    }

    private static ResponsesRequest Accepted(string body)
    {
        Read(body).TryGet(out var request, out var error);
        error.ShouldBeNull();
        return request!;
    }

    private static Result<ResponsesRequest, GatewayError> Read(string body) => ResponsesRequestReader.Read(Encoding.UTF8.GetBytes(body));
}
