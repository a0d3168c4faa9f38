using System.Text;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Dialects.AnthropicMessages;
using JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Client;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Tests.Gateway.Dialects.AnthropicMessages;

/// <summary>Tests the first pass over a request: the fields that are read, and the errors with their paths.</summary>
public sealed class MessagesRequestReaderTests
{
    [Fact]
    public void The_fields_that_the_gateway_uses_are_read()
    {
        var request = Read("""
            {"model":"m","max_tokens":7,"stream":true,"metadata":{"user_id":"ann"},"tools":[{"name":"f","input_schema":{}}],"output_config":{"format":{"type":"json_schema","schema":{}}},
             "system":"s","messages":[{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"f","input":{}}]},
             {"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}}]}]},
             {"role":"system","content":"x"}]}
            """);

        request.Model.ShouldBe("m");
        request.Stream.ShouldBeTrue();
        request.WantsUsage.ShouldBeTrue();
        request.User.ShouldBe("ann");
        request.Features.MaxOutputTokens.ShouldBe(7);
        request.Features.RequiredCapabilities.ShouldBe(Capabilities.Tools | Capabilities.Vision | Capabilities.JsonSchema);
        request.Features.LastMessageRole.ShouldBe(LastMessageRole.Tool);
        request.Features.MessageCount.ShouldBe(4);
        request.Features.InputTokens.ShouldBeInRange(1_050, 1_150);
    }

    [Theory]
    [InlineData("""{"max_tokens":1,"messages":[{"role":"user","content":"a"}]}""", "model", "Field required")]
    [InlineData("""{"model":"m","max_tokens":1}""", "messages", "Field required")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"a"}]}""", "max_tokens", "max_tokens: Field required")]
    [InlineData("""{"model":"m","max_tokens":0,"messages":[{"role":"user","content":"a"}]}""", "max_tokens", "above zero")]
    [InlineData("""{"model":"m","max_tokens":1,"messages":[]}""", "messages", "at least one message")]
    [InlineData("""{"model":"m","max_tokens":1,"messages":[{"content":"a"}]}""", "messages[0].role", "is missing")]
    [InlineData("""{"model":"m","max_tokens":1,"messages":[{"role":"user","content":5}]}""", "messages[0].content", "must be a string or an array")]
    [InlineData("""{"model":"m","max_tokens":1,"messages":[{"role":"user","content":["a"]}]}""", "messages[0].content[0]", "must be an object")]
    [InlineData("""{"model":"m","max_tokens":1,"system":5,"messages":[{"role":"user","content":"a"}]}""", "system", "must be a string or an array")]
    [InlineData("""{"model":"m","max_tokens":1,"tools":{},"messages":[{"role":"user","content":"a"}]}""", "tools", "must be an array")]
    [InlineData("""{"model":"m","max_tokens":1,"thinking":true,"messages":[{"role":"user","content":"a"}]}""", "thinking", "must be an object")]
    [InlineData("""{"model":"m","max_tokens":1,"messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"t"}]}]}""", "messages[0].content[0].tool_use_id", "matches no tool_use block")]
    [InlineData("""{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"text","text":"x"},{"type":"tool_use","id":"t","name":"f","input":{}}]},{"role":"user","content":"b"}]}""", "messages[1].content[1]", "has no tool_result")]
    public void An_invalid_field_is_reported_with_its_path(string body, string param, string message)
    {
        MessagesRequestReader.Read(Encoding.UTF8.GetBytes(body)).TryGet(out var request, out var error);

        request.ShouldBeNull();
        error!.Status.ShouldBe(400);
        error.Param.ShouldBe(param);
        error.Message.ShouldContain(message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"model\":\"m\",\"max_tokens\":1,\"messages\":[{\"role\":\"user\",\"content\":\"a")]
    [InlineData("{\"model\":\"m\",\"max_tokens\":1,\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]} x")]
    public void A_body_that_is_not_a_JSON_object_is_rejected(string body) => MessagesRequestReader.Read(Encoding.UTF8.GetBytes(body)).Error!.Code.ShouldBe("INVALID_REQUEST");

    [Fact]
    public void Results_may_be_escaped_differently_and_span_several_messages()
    {
        MessagesRequestReader.Read(Encoding.UTF8.GetBytes("""
            {"model":"m","max_tokens":1,"messages":[{"role":"user","content":"a"},
             {"content":[{"id":"t\u0031","type":"tool_use","name":"f","input":{}},{"type":"tool_use","id":"t2","name":"f","input":{}}],"role":"assistant"},
             {"role":"system","content":"x"},{"role":"user","content":[{"tool_use_id":"t2","type":"tool_result"}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t1"}]},
             {"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"f","input":{}}]}]}
            """)).Error.ShouldBeNull();
    }

    [Fact]
    public void A_token_count_request_needs_no_max_tokens() =>
        MessagesRequestReader.Read(Encoding.UTF8.GetBytes("""{"model":"m","messages":[{"role":"user","content":"a"}]}"""), forAnswer: false).Error.ShouldBeNull();

    private static MessagesRequest Read(string body)
    {
        MessagesRequestReader.Read(Encoding.UTF8.GetBytes(body)).TryGet(out var request, out var error);
        error.ShouldBeNull();
        return request!;
    }
}
