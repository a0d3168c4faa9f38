using System.ComponentModel.DataAnnotations;

namespace JusInfer.Portal.Primitives.Validation;

/// <summary>An e-mail address; surrounding white space is allowed.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class EmailFieldAttribute : ValidationAttribute
{
    public override bool IsValid(object? value) => value is null || (value is string text && EmailAddress.IsValid(text.Trim()));

    public override string FormatErrorMessage(string name) => $"{name} must be an e-mail address, such as ada@example.com.";
}
