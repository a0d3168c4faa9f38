using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Tests.Gateway.Dialects.Toy;

/// <summary>What the gateway acts on in <c>{"model":"m","say":"hello","tools":["look"],"stream":true}</c>.</summary>
internal sealed record ToyRequest : CallRequest
{
    public override Dialect Dialect => ToyDialect.Id;

    public static Result<CallRequest, GatewayError> Read(ReadOnlySpan<byte> body)
    {
        using var json = JsonDocument.Parse(body.ToArray());
        var root = json.RootElement;
        if (!root.TryGetProperty("say", out var say)) return GatewayError.InvalidRequest("'say' is missing: send the text to answer.", "say");
        return new ToyRequest
        {
            Model = root.GetProperty("model").GetString()!,
            Stream = root.TryGetProperty("stream", out var stream) && stream.GetBoolean(),
            Features = new RequestFeatures
            {
                RequiredCapabilities = root.TryGetProperty("tools", out _) ? Capabilities.Tools : Capabilities.None,
                InputTokens = TokenEstimate.Of(say.GetString()!.Length),
                MessageCount = 1,
                LastMessageRole = LastMessageRole.User,
            },
        };
    }
}
