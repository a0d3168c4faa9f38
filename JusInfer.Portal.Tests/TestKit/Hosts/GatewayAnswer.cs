using System.Text.Json;

namespace JusInfer.Portal.Tests.TestKit.Hosts;

/// <summary>A complete response of the gateway.</summary>
internal sealed record GatewayAnswer(int Status, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public JsonElement Json => JsonElement.Parse(Body);

    public string? this[string header] => Headers.GetValueOrDefault(header);

    public string RequestId => Headers["x-request-id"];

    /// <summary>The object with the error's code. In Ollama's form it is the body, whose <c>error</c> is the message.</summary>
    public JsonElement Error => Json.GetProperty("error") is { ValueKind: JsonValueKind.Object } error ? error : Json;

    public string Message => (Error.TryGetProperty("message", out var message) ? message : Json.GetProperty("error")).GetString()!;

    public string Code => (Info.TryGetProperty("reason", out var reason) ? reason : Info.GetProperty("code")).GetString()!;

    public string? Param => Error.GetProperty("param").GetString();

    /// <summary>The object with the gateway's code: the error, or in Google's form the first of its details.</summary>
    private JsonElement Info => Error.TryGetProperty("details", out var details) && details.ValueKind == JsonValueKind.Array ? details[0] : Error;

    /// <summary>The data of each event of a stream, in order, read strictly: one data line per event; comments are ignored.</summary>
    public IReadOnlyList<string> Events
    {
        get
        {
            Body.ShouldEndWith("\n\n");
            return
            [
                .. Body[..^2].Split("\n\n").Where(static text => !text.StartsWith(':')).Select(static text =>
                {
                    text.ShouldStartWith("data: ");
                    text.ShouldNotContain('\n');
                    return text["data: ".Length..];
                }),
            ];
        }
    }

    /// <summary>The chunks of a stream, parsed.</summary>
    public IReadOnlyList<JsonElement> Chunks => [.. Events.Where(static data => data != "[DONE]").Select(static data => JsonElement.Parse(data))];

    public bool IsDone => Events[^1] == "[DONE]";

    /// <summary>The concatenated text of a stream.</summary>
    public string StreamedText => string.Concat(Chunks
        .SelectMany(static chunk => chunk.GetProperty("choices").EnumerateArray())
        .Select(static choice => choice.GetProperty("delta").TryGetProperty("content", out var content) ? content.GetString() : null));

    public void ShouldBe(int status) => Status.ShouldBe(status, Body);

    public void ShouldBe(int status, string code)
    {
        ShouldBe(status);
        Code.ShouldBe(code, Body);
        (Info.TryGetProperty("metadata", out var metadata) ? metadata : Info).GetProperty("request_id").GetString().ShouldBe(RequestId);
        Message.ShouldNotBeNullOrWhiteSpace();
    }

    public static async Task<GatewayAnswer> OfAsync(HttpResponseMessage response)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var header in response.Headers.Concat(response.Content.Headers)) headers[header.Key] = string.Join(", ", header.Value);
        return new GatewayAnswer((int)response.StatusCode, headers, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
