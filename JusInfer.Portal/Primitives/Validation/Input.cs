using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace JusInfer.Portal.Primitives.Validation;

/// <summary>
/// A request together with the errors found in it so far: those of reading it, and those of the validation attributes of its properties,
/// which the constructor checks. The service that carries the request out adds the errors that only it can find.
/// </summary>
/// <remarks>In an error message, <c>{0}</c> is the JSON name of the property, as in the messages of validation attributes.</remarks>
internal sealed class Input<TRequest>
    where TRequest : class
{
    /// <param name="request">A property whose field could not be read is null.</param>
    /// <param name="errors">The errors of reading the request; the instance receives further errors.</param>
    public Input(TRequest request, ValidationErrors? errors = null)
    {
        Request = request;
        Errors = errors ?? new ValidationErrors();
        CheckProperties(request, prefix: "");
    }

    public TRequest Request { get; }

    public ValidationErrors Errors { get; }

    public static implicit operator Input<TRequest>(TRequest request) => new(request);

    /// <summary>Adds an error of a property, which is named with <c>nameof</c>.</summary>
    public void AddError(string property, string message)
    {
        var field = FieldOf(typeof(TRequest).GetProperty(property)!);
        Errors.Add(field, message.Replace("{0}", field, StringComparison.Ordinal));
    }

    private void CheckProperties(object instance, string prefix)
    {
        foreach (var property in instance.GetType().GetProperties()) CheckAttributes(instance, property, prefix);
    }

    private void CheckAttributes(object instance, PropertyInfo property, string prefix)
    {
        var attributes = property.GetCustomAttributes<ValidationAttribute>().ToLookup(static attribute => attribute is RequiredAttribute);
        var (isPresent, value) = property.GetValue(instance) switch
        {
            IOptional optional => (optional.HasValue, optional.HasValue ? optional.Value : null),
            var other => (other is not null, other),
        };

        var field = prefix + FieldOf(property);
        if (!isPresent)
        {
            foreach (var required in attributes[true]) Errors.AddFinal(field, required.FormatErrorMessage(field));
            return;
        }

        if (value is not null && property.IsDefined(typeof(NestedFieldsAttribute))) CheckProperties(value, $"{field}.");
        var context = new ValidationContext(instance) { MemberName = property.Name, DisplayName = field };
        foreach (var attribute in attributes[false])
        {
            if (attribute.GetValidationResult(value, context) is { ErrorMessage: { } message }) Errors.Add(field, message);
        }
    }

    private static string FieldOf(PropertyInfo property) =>
        property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);
}
