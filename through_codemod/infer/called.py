"""Which methods do the classes of Django and REST framework call by themselves, that a project's class has?"""

from __future__ import annotations

from collections.abc import Sequence

from through_codemod.infer.classes import FAMILIAR

OURS = (*FAMILIAR, "django.db.models.", "rest_framework.test.")  # classes that call no method of one's own naming
_HOOKS = frozenset(  # what those call all the same
    {"save", "save_base", "delete", "clean", "full_clean", "create", "update", "get_or_create", "update_or_create"}
    | {"get", "filter", "exclude", "contribute_to_class", "from_db", "get_queryset", "from_db_value", "pre_save"}
    | {"bulk_create", "bulk_update", "run", "subTest", "resolve_expression", "as_sql", "formfield"}
)
_FRAMEWORKS = (  # roots and ends of classes that call methods by the names below, and by names that they begin
    ("django.core.management.", ("Command",)),
    ("django.views.", ("View", "Mixin")),
    ("django.contrib.auth.mixins.", ("Mixin",)),
    ("django.contrib.auth.models.", ("User", "PermissionsMixin")),
    ("django.contrib.auth.base_user.", ("User",)),
    ("django.contrib.messages.views.", ("Mixin",)),
    ("django.forms.", ("Form", "FormSet")),
    ("django.contrib.admin.", ("Admin", "Inline")),
    ("graphene.", ("Mutation", "ObjectType", "InputObjectType", "Interface")),
    ("rest_framework.", ("View", "ViewSet", "Mixin", "Serializer")),
    ("mozilla_django_oidc.auth.", ("Backend",)),
)
_CALLED = frozenset(
    {"action_checkbox", "add_arguments", "add_base_argument", "add_error", "add_fields", "add_initial_prefix"}
    | {"add_prefix", "add_usage", "add_view", "as_json", "as_view", "bind", "build_field", "build_nested_field"}
    | {"build_property_field", "build_relational_field", "build_standard_field", "build_unknown_field"}
    | {"build_url_field", "change_view", "changeform_view", "changelist_view", "check", "check_object_permissions"}
    | {"check_permissions", "check_throttles", "choice", "clean", "construct_change_message", "create"}
    | {"create_parser", "delete", "delete_existing", "delete_model", "delete_queryset", "delete_view", "destroy"}
    | {"determine_version", "dispatch", "enforce_timezone", "error", "execute", "fail", "filter_queryset"}
    | {"finalize_response", "form_invalid", "form_valid", "formfield_for_choice_field", "formfield_for_dbfield"}
    | {"formfield_for_foreignkey", "formfield_for_manytomany", "get", "handle", "handle_app_config"}
    | {"handle_exception", "handle_label", "has_add_permission", "has_change_permission", "has_changed"}
    | {"has_delete_permission", "has_error", "has_module_permission", "has_view_or_change_permission"}
    | {"has_view_permission", "head", "history_view", "http_method_not_allowed", "include_extra_kwargs", "initial"}
    | {"initialize_request", "is_valid", "label_from_instance", "list", "log_addition", "log_change", "log_deletion"}
    | {"log_deletions", "lookup_allowed", "many_init", "message_user", "options", "order_fields", "paginate_queryset"}
    | {"parse_args", "partial_update", "patch", "perform_authentication", "perform_content_negotiation"}
    | {"perform_create", "perform_destroy", "perform_update", "permission_denied", "post", "prepare_value"}
    | {"print_help", "put", "quantize", "raise_uncaught_exception", "render", "render_change_form"}
    | {"render_delete_form", "render_to_response", "response_action", "response_add", "response_change"}
    | {"response_delete", "response_post_save_add", "response_post_save_change", "retrieve", "reverse_action"}
    | {"run_child_validation", "run_from_argv", "run_validation", "run_validators", "save", "save_existing"}
    | {"save_existing_objects", "save_form", "save_formset", "save_model", "save_new", "save_new_objects"}
    | {"save_related", "set_value", "setup", "style_func", "throttled", "to_field_allowed", "to_internal_value"}
    | {"to_python", "to_representation", "trace", "update", "validate", "validators", "write"}
    # https://docs.djangoproject.com/en/stable/ref/contrib/auth/#user-model
    | {"check_password", "create_superuser", "email_user", "normalize_email", "normalize_username", "set_password"}
    | {"acheck_password", "acreate_superuser", "acreate_user", "aget_all_permissions", "aget_by_natural_key"}
    | {"aget_group_permissions", "aget_user_permissions", "ahas_module_perms", "ahas_perm", "ahas_perms"}
    # https://docs.graphene-python.org/en/latest/api/
    | {"is_type_of", "mutate", "mutate_and_get_payload", "resolve_type"}
    # https://github.com/mozilla/mozilla-django-oidc/blob/main/mozilla_django_oidc/auth.py
    | {"authenticate", "create_user", "describe_user_by_claims", "filter_users_by_claims", "retrieve_matching_jwk"}
    | {"store_tokens", "update_user", "verify_claims", "verify_token", "has_perm", "has_perms", "has_module_perms"}
    | {"user_can_authenticate", "with_perm"}
)
_BEGUN = ("get_", "clean_", "validate_", "resolve_")


def is_left_alone(name: str, bases: Sequence[str]) -> bool:
    """Whether none of the classes that are not the project's calls a method of that name, or any of one's own naming.

    Of Django and REST framework that is known by the methods that their classes have.
    """
    if all(base.startswith(OURS) for base in bases):
        return name not in _HOOKS
    return name not in _CALLED | _HOOKS and not name.startswith(_BEGUN) and all(map(_is_familiar, bases))


def _is_familiar(base: str) -> bool:
    return base.startswith(OURS) or any(base.startswith(root) and base.endswith(ends) for root, ends in _FRAMEWORKS)
