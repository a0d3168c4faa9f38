using System.Collections.Immutable;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Errors;

/// <summary>What the caller is told where no model can be asked.</summary>
internal static class RouteErrors
{
    private const int MaxQuoteLength = 100;

    public static GatewayError UnknownModel(string requested, ImmutableArray<string> nearest)
    {
        if (IsFineTune(requested))
        {
            var near = nearest.IsEmpty ? "" : $" (near it are {string.Join(", ", nearest)})";
            return new GatewayError(
                400,
                ErrorCodes.Unsupported,
                $"Fine-tuned models are not hosted here. Ask for the model it was tuned from{near}, or for jusInfer-auto; GET /v1/models "
                + "lists what there is.")
            {
                Param = "model",
            };
        }

        var hint = nearest.IsEmpty ? "" : $" Did you mean {string.Join(" or ", nearest)}?";
        return new GatewayError(
            404,
            ErrorCodes.ModelNotFound,
            $"There is no model '{Quote(requested)}' here.{hint} GET /v1/models lists all of them; jusInfer-auto picks one.")
        {
            Param = "model",
        };
    }

    public static GatewayError NotAllowed(string requested, ImmutableArray<string> allowed) =>
        new(
            403,
            ErrorCodes.ModelNotAllowed,
            $"This key may not ask for '{Quote(requested)}', only for {string.Join(", ", allowed)}. Ask for one of these, or have an owner "
            + "of the team change the key.")
        {
            Param = "model",
        };

    /// <summary>The catalog knows it, and no provider that serves it can be asked: it is not listed either.</summary>
    public static GatewayError NotConnected(string model) =>
        new(
            404,
            ErrorCodes.ModelNotFound,
            $"{model} is known here, but no provider that serves it is connected. GET /v1/models lists those that can be asked.")
        {
            Param = "model",
        };

    public static GatewayError NotForChat(string model) =>
        new(400, ErrorCodes.InvalidRequest, $"{model} makes embeddings and does not chat. Ask for a chat model, or for jusInfer-auto.")
        {
            Param = "model",
        };

    public static GatewayError NotForEmbeddings(string model) =>
        new(
            400,
            ErrorCodes.InvalidRequest,
            $"{model} makes no embeddings. Ask for a model whose capabilities in GET /v1/models hold 'embeddings', or for jusInfer-auto.")
        {
            Param = "model",
        };

    public static GatewayError TooLong(RouteDecision.TooLong decision) =>
        new(
            400,
            ErrorCodes.ContextLengthExceeded,
            $"The prompt of about {decision.Tokens} tokens is beyond the maximum context length of {decision.MaxTokens} tokens. Shorten or "
            + "compact the conversation.")
        {
            Param = "messages",
        };

    public static GatewayError NoneCapable(RouteDecision.NoneCapable decision) =>
        new(
            400,
            ErrorCodes.Unsupported,
            decision.Missing == Capabilities.Embeddings
                ? "No model that makes embeddings can be asked now. The operator connects a provider that has one; GET /v1/models lists "
                    + "what there is."
                : $"No model that can be asked now supports all that this request needs: {decision.Missing}. Leave some of it out, or "
                    + "connect a provider that has such a model.");

    public static GatewayError NoneUsable(RouteDecision.NoneUsable decision) =>
        GatewayError.Upstream(
            $"No provider that serves {decision.Model} can be asked now: its credential is missing or it is switched off. The operator "
            + "connects providers in the environment.");

    /// <summary>OpenAI's form, <c>ft:gpt-4.1:team::id</c>, perhaps behind a maker.</summary>
    private static bool IsFineTune(string requested) =>
        requested.AsSpan(requested.LastIndexOf('/') + 1).StartsWith("ft:", StringComparison.OrdinalIgnoreCase);

    /// <summary>A key that was set where the model belongs is not repeated.</summary>
    private static string Quote(string text) => text.Contains(KeyFormat.Prefix, StringComparison.OrdinalIgnoreCase) ? $"{KeyFormat.Prefix}…"
        : text.Length <= MaxQuoteLength ? text : string.Concat(text.AsSpan(0, MaxQuoteLength), "…");
}
