using System.Text;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat.Client;

namespace JusInfer.Portal.Tests.Gateway.Dialects.OpenAiChat;

public sealed class ChatRequestReaderTests
{
    private const string Messages = "\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]";

    [Theory]
    [InlineData("""{"model":"a","messages":[{"role":"user","content":"x"}],"stream":true,"stream_options":{"include_usage":false}}""", "\"a\"", "{\"include_usage\":false}", "false")]
    [InlineData("""{ "stream_options" : { "x":1, "include_usage" : null } , "messages":[{"role":"user"}], "model" : "a" }""", "\"a\"", "{ \"x\":1, \"include_usage\" : null }", "null")]
    [InlineData("""{"messages":[{"role":"user","model":"not this"}],"metadata":{"model":"nor this","stream":true},"model":"ü\n"}""", "\"ü\\n\"", null, null)]
    [InlineData("""{"model":"a","messages":[{"role":"user"}],"stream_options":null}""", "\"a\"", "null", null)]
    public void The_ranges_to_patch_are_found(string body, string model, string? options, string? includeUsage)
    {
        var ranges = Read(body).Ranges;

        Slice(body, ranges.Model).ShouldBe(model);
        Slice(body, ranges.StreamOptions).ShouldBe(options);
        Slice(body, ranges.IncludeUsage).ShouldBe(includeUsage);
    }

    [Theory]
    [InlineData("", "None")]
    [InlineData(",\"tools\":[]", "None")]
    [InlineData(",\"tools\":null", "None")]
    [InlineData(",\"tools\":[{\"type\":\"function\"}]", "Tools")]
    [InlineData(",\"response_format\":{\"type\":\"json_object\"}", "JsonObject")]
    [InlineData(",\"response_format\":{\"json_schema\":{\"type\":\"json_object\"},\"type\":\"json_schema\"}", "JsonSchema")]
    [InlineData(",\"response_format\":{\"type\":\"text\"}", "None")]
    [InlineData(",\"response_format\":null", "None")]
    [InlineData(",\"logprobs\":true", "Logprobs")]
    [InlineData(",\"logprobs\":false", "None")]
    public void The_required_capabilities_are_read(string field, string needs) =>
        Read("{\"model\":\"a\"," + Messages + field + "}").Features.RequiredCapabilities.ToString().ShouldBe(needs);

    [Theory]
    [InlineData("""{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}""", true)]
    [InlineData("""{"image_url":{"url":"data:image/png;base64,AAAA"},"type":"image_url"}""", true)]
    [InlineData("""{"type":"image_url","image_url":"data:image\/jpeg;base64,AAAA"}""", true)]
    [InlineData("""{"type":"image_url","image_url":{"url":"data:application/pdf;base64,AAAA"}}""", false)]
    [InlineData("""{"type":"image_url","image_url":{"url":"data:text/plain;base64,AAAA"}}""", false)]
    [InlineData("""{"type":"file","file":{"file_data":"data:image/png;base64,AAAA"}}""", true)]
    [InlineData("""{"type":"file","file":{"file_data":"data:application/pdf;base64,AAAA"}}""", false)]
    [InlineData("""{"type":"text","text":"image_url"}""", false)]
    [InlineData("""{"type":"input_audio","input_audio":{"data":"AAAA"}}""", false)]
    public void An_image_requires_a_vision_model(string part, bool sees) =>
        Read("{\"model\":\"a\",\"messages\":[{\"role\":\"user\",\"content\":[" + part + "]}]}").Features.RequiredCapabilities.HasFlag(Capabilities.Vision).ShouldBe(sees);

    [Theory]
    [InlineData("image_url")]
    [InlineData("file")]
    [InlineData("input_audio")]
    public void An_attachment_counts_the_same_at_any_size(string type)
    {
        var small = Read(With(type, 10)).Features.InputTokens;
        var large = Read(With(type, 1_000_000)).Features.InputTokens;

        large.ShouldBe(small);
        large.ShouldBeGreaterThan(999);

        static string With(string type, int bytes) => "{\"model\":\"a\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"" + type + "\",\"data\":\"" + new string('A', bytes) + "\"}]}]}";
    }

    [Theory]
    [InlineData("user", "User")]
    [InlineData("tool", "Tool")]
    [InlineData("function", "Tool")]
    [InlineData("assistant", "Assistant")]
    [InlineData("system", "Other")]
    [InlineData("developer", "Other")]
    public void The_last_turn_is_read(string role, string turn)
    {
        var calls = ChatToolCallValidatorTests.Called(role == "function" ? """{"function_call":{"name":"f","arguments":"{}"}}""" : """{"tool_calls":[{"id":"c"}]}""");
        var before = role is "tool" or "function" ? calls : """{"role":"system","content":"x"}""";
        var id = role == "tool" ? ",\"tool_call_id\":\"c\"" : "";
        var features = Read("{\"model\":\"a\",\"messages\":[" + before + ",{\"content\":\"" + new string('x', 100) + "\",\"role\":\"" + role + "\"" + id + "}]}").Features;

        features.LastMessageRole.ToString().ShouldBe(turn);
        features.MessageCount.ShouldBe(2);
        features.LastMessageBytes.ShouldBeInRange(120, 160);
    }

    [Theory]
    [InlineData(",\"max_tokens\":7", 7)]
    [InlineData(",\"max_completion_tokens\":8", 8)]
    [InlineData(",\"max_tokens\":null,\"max_completion_tokens\":9", 9)]
    [InlineData(",\"max_tokens\":7,\"max_completion_tokens\":9", 9)]
    [InlineData(",\"max_tokens\":9,\"max_completion_tokens\":7", 9)]
    [InlineData(",\"max_tokens\":99999999999", int.MaxValue)]
    [InlineData("", null)]
    public void The_output_limit_is_read(string field, int? most) => Read("{\"model\":\"a\"," + Messages + field + "}").Features.MaxOutputTokens.ShouldBe(most);

    [Fact]
    public void Input_tokens_are_estimated_from_messages_and_tools_only()
    {
        var bare = Read("{\"model\":\"a\"," + Messages + "}").Features.InputTokens;
        var more = Read("{\"model\":\"a\"," + Messages + ",\"metadata\":{\"x\":\"" + new string('x', 4_000) + "\"}}").Features.InputTokens;
        var tools = Read("{\"model\":\"a\"," + Messages + ",\"tools\":[{\"x\":\"" + new string('x', 4_000) + "\"}]}").Features.InputTokens;

        more.ShouldBe(bare);
        tools.ShouldBeInRange(bare + 1_000, bare + 1_010);
    }

    [Fact]
    public void A_request_truncated_at_any_byte_is_rejected()
    {
        var body = """{"model":"a","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"x"}}]}],"tools":[{}],"stream":true,"stream_options":{"include_usage":true},"response_format":{"type":"json_object"},"user":"ü"}"""u8.ToArray();

        for (var length = 0; length < body.Length; length++)
        {
            ChatRequestReader.Read(body.AsSpan(0, length)).TryGet(out var request, out var error);
            request.ShouldBeNull();
            error.ShouldNotBeNull().Status.ShouldBe(400);
        }

        ChatRequestReader.Read(body).Error.ShouldBeNull();
    }

    [Fact]
    public void Arbitrary_bytes_are_rejected_with_a_message()
    {
        var random = new Random(11);
        var good = """{"model":"a","messages":[{"role":"user","content":"\ud83d\ude00"}],"user":"\u0041"}"""u8.ToArray();
        for (var i = 0; i < 5_000; i++)
        {
            var bytes = good.ToArray();
            for (var change = 0; change < 3; change++) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            ChatRequestReader.Read(bytes).TryGet(out var request, out var error);
            (request is null).ShouldBe(error is not null);
        }
    }

    private static ChatRequest Read(string body)
    {
        ChatRequestReader.Read(Encoding.UTF8.GetBytes(body)).TryGet(out var request, out var error);
        error.ShouldBeNull();
        return request.ShouldNotBeNull();
    }

    private static string? Slice(string body, Range? range) => range is { } at ? Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(body).AsSpan()[at]) : null;
}
