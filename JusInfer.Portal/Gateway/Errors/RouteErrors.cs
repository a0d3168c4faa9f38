using System.Collections.Immutable;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Errors;

/// <summary>The errors for requests that cannot be routed to a model.</summary>
internal static class RouteErrors
{
    private const int MaxQuoteLength = 100;

    public static GatewayError UnknownModel(string model, ImmutableArray<string> nearest)
    {
        if (IsFineTune(model))
        {
            var similar = nearest.IsEmpty ? "" : $" (similar ones are {string.Join(", ", nearest)})";
            return new GatewayError(
                400,
                ErrorCodes.Unsupported,
                $"Fine-tuned models are not supported. Request the base model{similar} or jusInfer-auto. GET /v1/models lists all models.")
            {
                Param = "model",
            };
        }

        var hint = nearest.IsEmpty ? "" : $" Did you mean {string.Join(" or ", nearest)}?";
        return new GatewayError(
            404,
            ErrorCodes.ModelNotFound,
            $"There is no model '{Quote(model)}'.{hint} GET /v1/models lists all models; jusInfer-auto picks one.")
        {
            Param = "model",
        };
    }

    public static GatewayError NotAllowed(string model, ImmutableArray<string> allowed) =>
        new(
            403,
            ErrorCodes.ModelNotAllowed,
            $"This key is not allowed to use '{Quote(model)}', only {string.Join(", ", allowed)}. Request one of these, or ask an owner "
            + "of the team to change the key.")
        {
            Param = "model",
            FinalForClient = true,
        };

    public static GatewayError NotAllowedByPolicy(string model, ImmutableArray<string> allowed) =>
        new(
            403,
            ErrorCodes.ModelNotAllowed,
            $"The team's policy for keys does not allow '{Quote(model)}', only {string.Join(", ", allowed)}. Request one of these, or ask an owner of the team "
            + "to change the policy.")
        {
            Param = "model",
            FinalForClient = true,
        };

    /// <summary>The model is in the catalog, but it is turned off, or none of its providers is usable. Such a model is not listed either.</summary>
    public static GatewayError NotListed(Model model) =>
        model.Enabled
            ? new GatewayError(
                404,
                ErrorCodes.ModelNotFound,
                $"{model.Id} is in the catalog, but none of its providers is connected. GET /v1/models lists the available models.")
            {
                Param = "model",
            }
            : TurnedOff(model);

    /// <summary>A client does not send such a call again, unlike one that fails because no provider is usable.</summary>
    public static GatewayError TurnedOff(Model model) =>
        new(
            404,
            ErrorCodes.ModelNotFound,
            $"The operator of this installation has turned {model.Id} off. Request another model of GET /v1/models, or jusInfer-auto, which picks one. "
            + "The operator turns models on again on the page /operator/models.")
        {
            Param = "model",
        };

    public static GatewayError NotForChat(string model) =>
        new(400, ErrorCodes.InvalidRequest, $"{model} is an embedding model and does not chat. Request a chat model or jusInfer-auto.")
        {
            Param = "model",
        };

    public static GatewayError NotForEmbeddings(string model) =>
        new(
            400,
            ErrorCodes.InvalidRequest,
            $"{model} does not support embeddings. Request a model whose capabilities in GET /v1/models include 'embeddings', or "
            + "jusInfer-auto.")
        {
            Param = "model",
        };

    public static GatewayError ContextTooLong(RouteDecision.TooLong decision) =>
        new(
            400,
            ErrorCodes.ContextLengthExceeded,
            $"The prompt of about {decision.Tokens} tokens exceeds the maximum context length of {decision.MaxTokens} tokens. Shorten or "
            + "compact the conversation.")
        {
            Param = "messages",
        };

    public static GatewayError NoneCapable(RouteDecision.NoneCapable decision) =>
        new(
            400,
            ErrorCodes.Unsupported,
            decision.Missing == Capabilities.Embeddings
                ? "No embedding model is available. The operator has to connect a provider that has one. GET /v1/models lists all models."
                : $"No available model supports everything that this request needs: {decision.Missing}. Leave some of it out, or "
                    + "connect a provider that has such a model.");

    public static GatewayError NoneUsable(RouteDecision.NoneUsable decision) =>
        GatewayError.Upstream(
            $"No provider of {decision.Model} is usable: its credential is missing, or it is switched off. The operator connects providers "
            + "on the page /operator/providers.");

    /// <summary>Detects OpenAI's names of fine-tuned models, <c>ft:gpt-4.1:team::id</c>, also after a provider prefix.</summary>
    private static bool IsFineTune(string model) =>
        model.AsSpan(model.LastIndexOf('/') + 1).StartsWith("ft:", StringComparison.OrdinalIgnoreCase);

    /// <summary>Truncates the text, and does not repeat an API key that was sent as the model by mistake.</summary>
    private static string Quote(string text) => text.Contains(KeyFormat.Prefix, StringComparison.OrdinalIgnoreCase) ? $"{KeyFormat.Prefix}…"
        : text.Length <= MaxQuoteLength ? text : string.Concat(text.AsSpan(0, MaxQuoteLength), "…");
}
