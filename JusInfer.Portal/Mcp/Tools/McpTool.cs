using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Api.Input;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Primitives.Validation;
using ModelContextProtocol.Protocol;

namespace JusInfer.Portal.Mcp.Tools;

/// <summary>A tool of the MCP server.</summary>
internal abstract class McpTool
{
    public abstract Tool Definition { get; }

    /// <summary>Whether the tool is listed for a caller. A tool that is not listed checks its callers nevertheless.</summary>
    public virtual bool IsFor(SignedIn me) => true;

    public abstract Task<Result<ToolOutput, RequestError>> RunAsync(SignedIn me, JsonObject arguments, CancellationToken cancellationToken);

    /// <summary>
    /// The key to which a caller is restricted: a key for calls or for minting sees its own calls only, because it is in the environment of
    /// agents and must not tell a prompt injection what the team does. Null for people and for keys with the scope <c>usage:read</c>.
    /// </summary>
    protected static ApiKey? OnlyKeyOf(SignedIn me) => me.Key is { Terms.Scope: not KeyScope.UsageRead } key ? key : null;
}

/// <summary>A tool whose arguments are the properties of a record, which also define its input schema.</summary>
/// <param name="name">The name that models call.</param>
/// <param name="title">The name that people see.</param>
/// <param name="description">What the tool does, for models.</param>
/// <param name="others">The arguments that the record has in its extension data.</param>
internal abstract class McpTool<TArguments>(string name, string title, string description, OtherFields? others = null) : McpTool
    where TArguments : class
{
    private static readonly JsonTypeInfo<TArguments> Type = ToolJson.TypeOf<TArguments>();
    private static readonly JsonElement PropertySchema = ArgumentSchema.Of(Type, OtherFields.None);

    private readonly OtherFields fields = others ?? OtherFields.None;
    private readonly JsonElement schema = others is null ? PropertySchema : ArgumentSchema.Of(Type, others);

    public sealed override Tool Definition => new()
    {
        Name = name,
        Title = title,
        Description = description,
        InputSchema = schema,
        Annotations = new ToolAnnotations { Title = title, ReadOnlyHint = IsReadOnly, DestructiveHint = false, IdempotentHint = IsReadOnly, OpenWorldHint = false },
    };

    protected virtual bool IsReadOnly => true;

    public sealed override Task<Result<ToolOutput, RequestError>> RunAsync(SignedIn me, JsonObject arguments, CancellationToken cancellationToken) =>
        RunAsync(
            me, RequestReader.Read(arguments, Type, new ValidationErrors(), static field => FieldType.From(field.PropertyType).Expected, fields), cancellationToken);

    /// <param name="me">The caller.</param>
    /// <param name="input">The arguments with the errors found so far; the tool rejects them if there are any.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    protected abstract Task<Result<ToolOutput, RequestError>> RunAsync(SignedIn me, Input<TArguments> input, CancellationToken cancellationToken);
}
