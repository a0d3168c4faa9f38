using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Rules;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.JsonResponses;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>
/// Decides which answers are verified because they must be JSON, and how their model is asked for it: answers of targets without a mode for
/// the required format, and those of a mode that does not enforce the schema for a client whose dialect promises it. Other answers are the
/// provider's responsibility and are passed on as they arrive.
/// </summary>
internal static class JsonGuarantee
{
    /// <summary>
    /// The answer of the current attempt must be verified. Several choices cannot be translated, and the continuation of a text that the client
    /// has received cannot begin a new document.
    /// </summary>
    public static bool AppliesTo(Call call, IUpstreamDialect dialect) =>
        call.Context.Request is { WantsJson: true, Choices: 1 } && !call.IsSimulated && call.Interrupted is not { HasText: true }
        && !(HasMode(call, dialect) && EnforcesSchema(call, dialect));

    /// <summary>
    /// How the model is asked, and what the answer is verified against. A mode that takes the schema is used, although it does not enforce
    /// it. Without one, a schema is the parameters of a tool that the model must call, unless the request has tools that it must be able to
    /// call instead. A JSON object without a schema is requested by an instruction, because a tool without parameters may be called without
    /// arguments.
    /// </summary>
    /// <exception cref="Requests.RequestFault">The schema is invalid.</exception>
    public static VerifiedJson Create(Call call, IUpstreamDialect dialect)
    {
        var (conversation, model) = (call.Conversation!, call.Target.Model);
        return new VerifiedJson(conversation.Format)
        {
            UsesTool = conversation.Format is OutputFormat.JsonSchema { Schema: var schema } && ResponseTool.Supports(schema)
                && conversation.Tools.IsEmpty && model.Has(Capabilities.Tools) && model.ToolCallFormat == ToolCallFormat.Native
                && dialect.SupportsAnswerTool(call),

            HasSchemaMode = HasMode(call, dialect),

            // The mode would forbid an answer of another type.
            HasObjectMode = model.Has(Capabilities.JsonObject)
                && (conversation.Format is not OutputFormat.JsonSchema given || ResponseTool.Supports(given.Schema)),
            Correction = call.Attempt.Correction,
        };
    }

    /// <summary>
    /// What a provider of OpenAI's dialects gets as <c>strict</c>, by which its mode enforces a schema: what the client says, else true if
    /// its dialect promises that answers conform and the provider takes the schema so. Null to leave it out.
    /// </summary>
    public static bool? Strict(OutputFormat.JsonSchema format, Provider provider) =>
        format.MustConform && !EndpointRules.From(provider).TakesStrictSchemas ? null : format.Strict;

    /// <summary>
    /// Whether the endpoint has a mode for the format that takes the schema. One that is passed through is between the client and the
    /// provider.
    /// </summary>
    private static bool HasMode(Call call, IUpstreamDialect dialect) => dialect.SupportsJson(call)
        && (call.Conversation?.Format is not OutputFormat.JsonSchema format || SchemaRoot.IsObject(format.Schema)
            || !EndpointRules.From(call.Target.Endpoint.Provider).RequiresObjectSchemas);

    /// <summary>
    /// Whether answers of the mode conform to the schema as far as the client may expect: in OpenAI's dialects, it says itself with
    /// <c>strict</c> that they must. What this gateway cannot read is left to the mode.
    /// </summary>
    private static bool EnforcesSchema(Call call, IUpstreamDialect dialect) =>
        dialect.EnforcesSchemas || call.Conversation?.Format is not OutputFormat.JsonSchema { MustConform: true } format
        || EndpointRules.From(call.Target.Endpoint.Provider).EnforcesSchemas || Strict(format, call.Target.Endpoint.Provider) == true
        || !VerifiedJson.CanVerify(format.Schema);
}
