using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;
using Microsoft.AspNetCore.Http;

namespace JusInfer.Portal.Tests.Gateway.Dialects.Toy;

/// <summary><c>POST /v1/toy</c>.</summary>
internal sealed class ToyClientDialect : IClientDialect
{
    public Dialect Dialect => ToyDialect.Id;

    public string Path => "/v1/toy";

    public IStreamFraming Framing => NdjsonFraming.Instance;

    public IErrorFormat ErrorFormat => ToyErrorFormat.Instance;

    public Result<CallRequest, GatewayError> Read(ReadOnlySpan<byte> body, HttpRequest http) => ToyRequest.Read(body);

    public Conversation ReadConversation(Call call) => ConversationSource.Read(call.Context.Body.Memory, static source =>
    {
        var body = new BodyValue(source.RootElement, "");
        return new Conversation
        {
            Source = source,
            Turns = [new Turn(TurnRole.User, [new Part.Text(body.Require("say", "send the text to answer").Text())], "say")],
            Tools = [.. (body.Find("tools")?.Items() ?? []).Select(static tool => new Tool { Name = tool.String() })],
        };
    });

    public IResponseWriter Writer(Call call, PooledBuffer output) => new ToyWriter(call, output);
}
