using System.ComponentModel.DataAnnotations;

namespace JusInfer.Portal.Primitives.Validation;

/// <summary>
/// The field must be present. An empty string is present; null is present only in an <see cref="Optional{T}"/>.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class RequiredFieldAttribute : RequiredAttribute
{
    public RequiredFieldAttribute()
    {
        AllowEmptyStrings = true;
        ErrorMessage = "{0} is missing.";
    }
}
