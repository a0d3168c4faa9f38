using System.Text;
using System.Text.Json;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Tests.Gateway.Dialects.OpenAiChat;

public sealed class ChatChunkTests
{
    [Theory]
    [InlineData("""{"choices":[{"delta":{"role":"assistant","content":""}}]}""", false, false)]
    [InlineData("""{"choices":[{"delta":{"role":"assistant","content":null}}]}""", false, false)]
    [InlineData("""{"choices":[{"delta":{"content":"a"}}]}""", true, false)]
    [InlineData("""{"choices":[{"delta":{"reasoning_content":"a"}}]}""", true, false)]
    [InlineData("""{"choices":[{"delta":{"reasoning":"a","content":""}}]}""", true, false)]
    [InlineData("""{"choices":[{"delta":{"refusal":"no"}}]}""", true, false)]
    [InlineData("""{"choices":[{"delta":{"tool_calls":[{"index":0}]}}]}""", true, false)]
    [InlineData("""{"choices":[{"delta":{"tool_calls":[]}}]}""", false, false)]
    [InlineData("""{"choices":[{"delta":{},"finish_reason":"stop"}]}""", false, true)]
    [InlineData("""{"choices":[{"delta":{},"finish_reason":null}]}""", false, false)]
    [InlineData("""{"choices":[{"finish_reason":"length","delta":{"content":"a"}}]}""", true, true)]
    [InlineData("""{"choices":[{"delta":null,"finish_reason":"stop"}]}""", false, true)]
    [InlineData("""{"choices":[{"delta":{}},{"delta":{"content":"b"},"finish_reason":"stop"}]}""", true, true)]
    [InlineData("""{"choices":null}""", false, false)]
    [InlineData("""{"choices":[]}""", false, false)]
    [InlineData("""{"choices":[null,7]}""", false, false)]
    [InlineData("{}", false, false)]
    public void Content_and_end_are_distinguished(string json, bool content, bool finish)
    {
        var chunk = ChatChunk.Read(Encoding.UTF8.GetBytes(json));

        (chunk.HasContent, chunk.IsFinish).ShouldBe((content, finish));
    }

    [Theory]
    [InlineData("""{"error":{"message":"overloaded"}}""", "overloaded")]
    [InlineData("""{"error":"overloaded"}""", "overloaded")]
    [InlineData("""{"error":{"error":{"message":"overloaded"}}}""", "overloaded")]
    [InlineData("""{"error":{"code":500}}""", "no explanation given")]
    [InlineData("""{"error":null}""", null)]
    public void An_error_is_read_wherever_it_is_in_the_chunk(string json, string? fault) => (ChatChunk.Read(Encoding.UTF8.GetBytes(json)).Error?.Message).ShouldBe(fault);

    [Theory]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("{}{}")]
    [InlineData("{\"a\":}")]
    [InlineData("")]
    public void A_value_that_is_not_an_object_is_not_a_chunk(string json) => Should.Throw<JsonException>(() => ChatChunk.Read(Encoding.UTF8.GetBytes(json)).HasContent);

    /// <summary>The removed properties in every order and next to every other property.</summary>
    [Fact]
    public void A_chunk_is_valid_JSON_after_usage_and_a_null_error_are_removed()
    {
        string[] parts = ["\"usage\":{\"prompt_tokens\":1}", "\"usage\":null", "\"error\":null", "\"id\":\"x\"", "\"choices\":[]"];
        foreach (var separator in (string[])[",", " , ", ",\n\t"])
        {
            foreach (var order in Orders(parts))
            {
                var names = order.Select(part => part.Split(':')[0]).ToList();
                if (names.Distinct().Count() < names.Count) continue;
                var json = "{ " + string.Join(separator, order) + " }";

                JsonElement.Parse(Without(json)).EnumerateObject().Select(property => property.Name)
                    .ShouldBe(JsonElement.Parse(json).EnumerateObject().Select(property => property.Name).Where(name => name is not ("usage" or "error")), json);
            }
        }
    }

    [Fact]
    public void The_identity_of_a_chunk_is_read_without_changes()
    {
        var chunk = ChatChunk.Read("""{"id":"chatcmpl-\u0031","created":17.0e0,"model":null,"choices":[]}"""u8);

        Encoding.UTF8.GetString(chunk.Id).ShouldBe("\"chatcmpl-\\u0031\"");
        Encoding.UTF8.GetString(chunk.Created).ShouldBe("17.0e0");
        Encoding.UTF8.GetString(chunk.Model).ShouldBe("null");
    }

    /// <summary>The chunk's JSON as the stream writes it.</summary>
    private static string Without(string json)
    {
        using var output = new PooledBuffer(64);
        ChatChunk.Read(Encoding.UTF8.GetBytes(json)).WriteEvent(output);
        var serverEvent = Encoding.UTF8.GetString(output.Span);
        serverEvent.ShouldStartWith("data: ");
        serverEvent.ShouldEndWith("\n\n");
        return serverEvent["data: ".Length..^2];
    }

    private static IEnumerable<string[]> Orders(string[] parts)
    {
        yield return [];
        for (var i = 0; i < parts.Length; i++)
        {
            foreach (var rest in Orders([.. parts[..i], .. parts[(i + 1)..]])) yield return [parts[i], .. rest];
        }
    }
}
