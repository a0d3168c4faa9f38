using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using JusInfer.Portal.Primitives.Validation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;

namespace JusInfer.Portal.Api.Input;

/// <summary>
/// A JSON body as an endpoint's parameter. Errors of single fields are in <see cref="Input"/>, for the service to complete; a body that is
/// not a JSON object is answered by <see cref="ApiEndpoints"/> before the handler runs.
/// </summary>
internal sealed class JsonBody<T> : IJsonBody, IBindableFromHttpContext<JsonBody<T>>, IEndpointParameterMetadataProvider
    where T : class
{
    private readonly Input<T>? input;

    private JsonBody(Input<T>? input, ProblemHttpResult? problem) => (this.input, Problem) = (input, problem);

    public Input<T> Input => input ?? throw new InvalidOperationException("The body could not be read; its problem is the response.");

    public ProblemHttpResult? Problem { get; }

    public static async ValueTask<JsonBody<T>?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        if (!(await JsonBodyReader.ReadAsync(context)).TryGet(out var body, out var problem)) return new JsonBody<T>(input: null, problem);
        return new JsonBody<T>(RequestReader.Read(body, RequestJson.TypeOf<T>(), new ValidationErrors(), Expected), problem: null);
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new RequestTypeMetadata(typeof(T), IsBody: true));

    private static string Expected(JsonPropertyInfo field) => FieldType.From(field.PropertyType).Expected;
}

/// <summary>A <see cref="JsonBody{T}"/> of any type.</summary>
internal interface IJsonBody
{
    /// <summary>The response to a body that is not a JSON object; null if it is.</summary>
    ProblemHttpResult? Problem { get; }
}
