namespace JusInfer.Portal.Api.Input;

/// <summary>
/// The parameters that a call's query string may have. Stands among the endpoint's metadata, where reader and description find it.
/// </summary>
internal sealed class QueryShape(params Field[] fields)
{
    public IReadOnlyList<Field> Fields => fields;
}
