namespace JusInfer.Portal.Primitives.Validation;

/// <summary>The property is an object with fields of its own, which are checked as <c>policy.max_rpm</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class NestedFieldsAttribute : Attribute;
