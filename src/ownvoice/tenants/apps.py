from django.apps import AppConfig


class TenantsConfig(AppConfig):
    name = "ownvoice.tenants"
    label = "tenants"
